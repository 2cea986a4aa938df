/** Search and filters: over the grid, over the logs of all jobs, and in one job. */
export const FIND_SCRIPT = String.raw`
const find = $('find'), only = $('only'), found = $('found');
const chosen = new Set(), verdicts = new Set();
// the text by which a job is found: its row, and its steps' names and reasons
const haystacks = new Map();
function haystack(n) {
  if (!haystacks.has(n)) {
    const jobEl = document.querySelector('.job[data-n="' + n + '"]');
    build(jobEl);
    const words = all(':scope > summary, .steps b, .steps summary .reason, .why', jobEl).map((element) => element.textContent);
    haystacks.set(n, words.join('\n').toLowerCase());
  }
  return haystacks.get(n);
}
// hits in the logs by job, for the last search; null: the logs were not searched
let logHits = null;
function filterRows() {
  const query = find.value.trim().toLowerCase();
  let shown = 0, rows = 0;
  all('.grid tbody tr').forEach((tr) => {
    const n = Number(tr.dataset.n);
    const status = tr.querySelector('.st').classList[1];
    const hits = logHits && logHits.get(n);
    const judged = (tr.dataset.verdicts || '').split('|');
    const visible = (!verdicts.size || judged.some((word) => verdicts.has(word))) && (!only.checked || tr.classList.contains('look')) && (!chosen.size || chosen.has(status)) && (!query || haystack(n).includes(query) || hits > 0);
    tr.hidden = !visible;
    rows++;
    if (visible) shown++;
    const badge = tr.querySelector('.hits');
    if (badge) badge.remove();
    if (hits) tr.querySelector('th a').insertAdjacentHTML('beforeend', '<span class="hits">' + hits + ' in logs</span>');
  });
  all('.scroll').forEach((host) => { host.hidden = !host.querySelector('tbody tr:not([hidden])'); });
  $('nothing').hidden = shown > 0;
  keepEntry();
  found.textContent = !query && !only.checked && !chosen.size && !verdicts.size ? '' : shown + ' of ' + rows + ' jobs' + (query && !logHits ? '; Enter: also in all logs' : '');
}
async function searchLogs() {
  const query = find.value.trim().toLowerCase();
  if (!query) return;
  const hits = new Map();
  let sum = 0;
  const scripts = all('script[id^="data-"]');
  for (const script of scripts) {
    if (find.value.trim().toLowerCase() !== query) return;
    const n = Number(script.id.slice(5));
    const job = await load(n).catch(() => null);
    const count = job ? job.entries.filter((entry) => isHit(entry, query)).length : 0;
    hits.set(n, count);
    sum += count;
    found.textContent = 'Searching the logs: ' + hits.size + ' of ' + scripts.length + ' jobs, ' + sum + ' hits';
    if (hits.size % 4 === 0) await new Promise((done) => setTimeout(done));
  }
  logHits = hits;
  filterRows();
  found.textContent += '; ' + sum + ' hits in the logs';
  const open = document.querySelector('.job[open]');
  if (open) takeOver(open);
}
// the search of all jobs also applies to the job that is opened
function takeOver(jobEl) {
  const input = jobEl.querySelector('.jobfind');
  if (!input || !logHits || input.value === find.value) return;
  input.value = find.value;
  findInJob(jobEl);
}
function findInJob(jobEl) {
  const job = jobs.get(Number(jobEl.dataset.n));
  const input = jobEl.querySelector('.jobfind');
  job.query = input.value.trim().toLowerCase();
  job.hits = job.query ? job.entries.filter((entry) => isHit(entry, job.query)) : [];
  job.at = -1;
  all('.step .hits', jobEl).forEach((badge) => badge.remove());
  const counts = new Map();
  for (const entry of job.hits) counts.set(entry.no, (counts.get(entry.no) || 0) + 1);
  for (const [no, count] of counts) {
    const step = jobEl.querySelector('.step[data-no="' + no + '"] b');
    if (step) step.insertAdjacentHTML('beforeend', ' <span class="hits">' + (count === 1 ? '1 hit' : count + ' hits') + '</span>');
  }
  tellHits(jobEl, job);
  paintHits(jobEl, job);
}
function tellHits(jobEl, job) {
  jobEl.querySelector('.tools output').textContent = !job.query ? '' : job.hits.length === 0 ? 'no hit' : job.at < 0 ? job.hits.length + ' hits; Enter: next' : (job.at + 1) + ' of ' + job.hits.length;
}
function nextHit(jobEl, by) {
  const job = jobs.get(Number(jobEl.dataset.n));
  if (!job.hits.length) return;
  job.at = (job.at + by + job.hits.length + (job.at < 0 && by < 0 ? 1 : 0)) % job.hits.length;
  const entry = job.hits[job.at];
  const rowEl = showEntry(jobEl, job, entry);
  if (rowEl && entry.output) {
    const fold = rowEl.querySelector('.fold');
    if (fold) unfold(fold);
  }
  goToRow(rowEl, job.query);
  tellHits(jobEl, job);
  paintHits(jobEl, job);
}
// highlights the words that were found, if the browser can do so without changing the page
function paintHits(jobEl, job) {
  if (!window.Highlight || !CSS.highlights) return;
  const ranges = [];
  if (job.query) for (const span of all('.stream .r > span', jobEl)) {
    const walker = document.createTreeWalker(span, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (let at = text.indexOf(job.query); at >= 0; at = text.indexOf(job.query, at + 1)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(node.length, at + job.query.length));
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set('find', new Highlight(...ranges));
}
`;
