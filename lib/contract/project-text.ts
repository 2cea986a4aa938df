import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { listFiles, read, ROOT } from './source-tree.ts';
import { documents } from './docs-examples.ts';

const FOLDERS = ['lib', 'typings', 'tests-suite', 'recipes', 'docs', 'scripts', 'bin', '.ci'];
const FILES = ['README.md', 'CHANGELOG.md', 'package.json', '.npmrc'];
const NOT_TEXT = /\.(snap|js|d\.ts|xz|bundle|gz)$/;

/** Hosts that the project may name: this machine, private and documentation addresses, and the subject of the project. */
const ALLOWED_HOST =
  /^(localhost|127\.|10\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|\[|\$|[a-z0-9-]+$|([a-z0-9-]+\.)*(example(\.(com|org|net))?|test|invalid|local)$|([a-z0-9-]+\.)*(json-schema|w3|xen|xenproject|postgresql|gnu|kernel|debian|opensource|schema)\.org$|github\.com$)/i;

/** Returns the hosts and absolute paths in the project's text that belong to one machine or one network. */
export function strangePlaces(): readonly string[] {
  const inFolders = FOLDERS.flatMap((folder) => listFiles(folder, (path) => !NOT_TEXT.test(path)));
  return [...inFolders, ...FILES.filter((path) => existsSync(join(ROOT, path)))].flatMap((path) => {
    const text = read(path);
    const urls = [...text.matchAll(/https?:\/\/([^\s/:'"`)<>\\,]+)/g)].map((match) => match[1] ?? '');
    const hosts = urls.map((url) => url.replace(/^[^@]*@/, '')).filter((host) => !ALLOWED_HOST.test(host));
    const places = text.match(/(?<![\w.])\/work\/[a-z.]+/g) ?? [];
    return [...hosts, ...places].map((what) => `${path}: ${what}`);
  });
}

/** Returns the links from a document to a file that does not exist. */
export function deadLinks(): readonly string[] {
  return documents().flatMap((document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    return links
      .map((link) => normalize(join(dirname(document), link)))
      .filter((path) => !existsSync(join(ROOT, path)))
      .map((path) => `${document}: ${path}`);
  });
}
