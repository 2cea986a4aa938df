/** The part of the page's script that unpacks a job into entries in order of time. */
export const DATA_SCRIPT = String.raw`
const $ = (id) => document.getElementById(id);
const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const esc = (text) => String(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
const pad = (n, width) => String(n).padStart(width || 2, '0');
const LEFT = '\u0001';
const SUSPECT = /panic|\bBUG\b|\bOops\b|Call Trace|segfault|general protection|FATAL|oom-kill|Out of memory|hung task|blocked for more than|I\/O error|No space left|watchdog|Assertion|soft lockup|\bcrash/i;
let wallClock = false;

function duration(ms) {
  if (ms < 1000) return Math.round(ms) + ' ms';
  if (ms < 59950) return (ms / 1000).toFixed(1) + ' s';
  const s = Math.round(ms / 1000);
  return s < 3600 ? Math.floor(s / 60) + ' min ' + pad(s % 60) + ' s' : Math.floor(s / 3600) + ' h ' + pad(Math.floor(s % 3600 / 60)) + ' min';
}
function relative(ms) {
  const t = Math.abs(Math.round(ms)), m = Math.floor(t / 60000);
  const rest = pad(Math.floor(t / 1000) % 60) + '.' + pad(t % 1000, 3);
  return (ms < 0 ? '\u2212' : '+') + (m < 60 ? m + ':' + rest : Math.floor(m / 60) + ':' + pad(m % 60) + ':' + rest);
}
const absolute = (ms) => new Date(ms).toISOString().slice(11, 23);
const timeText = (job, t) => wallClock ? absolute(job.start + t) : relative(t);

// unpacked jobs by their position in the flight
const jobs = new Map();
const loading = new Map();
function load(n) {
  if (!loading.has(n)) loading.set(n, unpack(n));
  return loading.get(n);
}
async function inflate(script) {
  const bytes = Uint8Array.from(atob(script.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return await new Response(stream).json();
}
// repeated lines, each stored once for all jobs
let table = null;
function decode(text) {
  let next = 0;
  return text.split('\n').map((line) => {
    const at = line.indexOf('\u007f');
    if (at < 0) return line;
    const number = at === line.length - 1 ? next : parseInt(line.slice(at + 1), 36);
    next = number + 1;
    return line.slice(0, at) + table[number];
  });
}
async function unpack(n) {
  const script = $('data-' + n);
  table = table || await inflate($('lines'));
  const data = await inflate(script);
  const job = { n, start: data.startMs, length: Math.max(1, data.endMs - data.startMs), steps: data.steps, sources: [], entries: [], left: Number(script.dataset.left), query: '', hits: [], at: -1 };
  addConsoles(job, data.consoles);
  addCommands(job, data.commands);
  addNotes(job, data.notes);
  job.entries.forEach((entry, order) => { entry.order = order; });
  job.entries.sort((a, b) => a.t - b.t || a.order - b.order);
  job.byStep = new Map();
  job.entries.forEach((entry, i) => {
    entry.i = i;
    if (entry.no === 0) entry.no = stepAt(job, entry.t);
    if (!job.byStep.has(entry.no)) job.byStep.set(entry.no, []);
    job.byStep.get(entry.no).push(entry);
  });
  jobs.set(n, job);
  return job;
}
function source(job, name) {
  let index = job.sources.indexOf(name);
  if (index < 0) index = job.sources.push(name) - 1;
  return Math.min(index, 11);
}
function addConsoles(job, consoles) {
  for (const [name, times, text] of consoles) {
    const k = source(job, 'console ' + name);
    let t = 0;
    const lines = decode(text);
    for (let i = 0; i < times.length; i++) {
      t += times[i];
      job.entries.push({ t, no: 0, kind: 'con', k, src: name, text: lines[i] });
    }
  }
}
function addCommands(job, commands) {
  const k = commands.length ? source(job, 'commands') : 0;
  for (const [t, no, host, ms, exit, text, out] of commands) {
    const output = out.flatMap(([stream, lines]) => decode(lines).map((line) => [stream, line]));
    job.entries.push({ t, no, kind: 'cmd', k, src: host, ms, exit, text, output });
  }
}
const NOTE_SOURCES = { power: 'power', progress: 'progress', file: 'files', runvar: 'runvars', cleanup: 'progress' };
function addNotes(job, notes) {
  for (const [t, no, kind, host, text] of notes) {
    job.entries.push({ t, no, kind: 'note', note: kind, k: source(job, NOTE_SOURCES[kind]), src: host, text });
  }
}
// the step that started last; 0: none had started
function stepAt(job, t) {
  let no = 0;
  for (const [stepno, start] of job.steps) if (start >= 0 && start <= t) no = stepno;
  return no;
}
const textOf = (entry) => entry.output ? entry.text + '\n' + entry.output.map((line) => line[1]).join('\n') : entry.text;
const isHit = (entry, query) => textOf(entry).toLowerCase().includes(query);
`;
