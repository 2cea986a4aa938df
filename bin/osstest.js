#!/usr/bin/env node
// Runs the compiled command where it is there (the package); in a clone the TypeScript, through tsx.
import { existsSync } from 'node:fs';
import process from 'node:process';

const compiled = new URL('../lib/cli/main.js', import.meta.url);
if (!existsSync(compiled)) {
  const { register } = await import('tsx/esm/api');
  register();
}
const { main } = await import(
  existsSync(compiled) ? compiled.href : new URL('../lib/cli/main.ts', import.meta.url).href
);
process.exitCode = await main(process.argv.slice(2));
