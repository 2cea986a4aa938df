/** The part of the page's script that draws the head of an open job: tools, and events as lanes over one time axis. */
export const CLOCK_SCRIPT = String.raw`
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 43200, 86400].map((s) => s * 1000);

// builds the content of noscript, which the browser has not parsed
function build(jobEl) {
  const source = jobEl.querySelector(':scope > noscript');
  if (source) source.outerHTML = source.textContent;
}
async function prepare(jobEl) {
  build(jobEl);
  if (jobEl.dataset.ready) return jobs.get(Number(jobEl.dataset.n));
  const clock = jobEl.querySelector('.clock');
  let job;
  try {
    job = await load(Number(jobEl.dataset.n));
  } catch (error) {
    clock.textContent = 'The stream of this job cannot be shown: this browser is too old (' + error.message + ').';
    return null;
  }
  if (jobEl.dataset.ready) return job;
  jobEl.dataset.ready = '1';
  addEarly(jobEl, job);
  clock.innerHTML = tools(job) + lanes(job);
  all('.step', jobEl).forEach((step) => { if (step.open) drawStep(job, step); });
  placeAbove(jobEl);
  return job;
}
// events before the first step are in a step of their own
function addEarly(jobEl, job) {
  const early = job.byStep.get(0);
  if (!early) return;
  const item = document.createElement('li');
  item.innerHTML = '<details class="step" data-no="0"><summary><span class="no"></span> <span></span> <b>before the first step</b></summary></details>';
  jobEl.querySelector('.steps').prepend(item);
}
function tools(job) {
  const id = 'find-' + job.n;
  const hosts = job.sources.map((name, k) => k > 11 ? '' : '<label><input type="checkbox" checked data-source="' + k + '"> ' + esc(name) + '</label>').join(' ');
  return '<div class="tools"><label for="' + id + '">Search in this job</label><input type="search" id="' + id + '" class="jobfind" autocomplete="off" spellcheck="false"><output for="' + id + '"></output><span>' + hosts + '</span><button type="button" data-do="steps">Open all steps</button><button type="button" data-do="time">Time of day</button><button type="button" data-do="grid">Back to the grid</button>' + (job.left ? '<span class="meta">' + job.left + ' lines of long logs are left out of this page; they are in the files.</span>' : '') + '</div>';
}
function lanes(job) {
  const pct = (t) => Math.max(0, Math.min(100, t / job.length * 100)).toFixed(2) + '%';
  const lane = (name, body, kind) => body ? '<span title="' + esc(name) + '">' + esc(name) + '</span><div class="' + (kind || '') + '">' + body + '</div>' : '';
  const tick = (entry) => '<i style="left:' + pct(entry.t) + '"></i>';
  const stepEnd = (no) => { const step = job.steps.find((other) => other[0] === no); return step && step[2] >= 0 ? step[2] : job.length; };
  const bars = job.steps.map(([no, start, end, status]) => start < 0 ? '' : '<i class="' + esc(status) + '" style="left:' + pct(start) + ';width:' + pct((end < 0 ? job.length : end) - start) + '">' + (status === 'pass' ? '' : '<em>' + (status === 'fail' ? '\u2717' : '!') + '</em>') + '</i>').join('');
  const commands = job.entries.filter((entry) => entry.kind === 'cmd').map((entry) => '<i class="' + (entry.ms < 0 || entry.exit !== 0 ? 'fail' : '') + '" style="left:' + pct(entry.t) + ';width:' + pct(entry.ms < 0 ? stepEnd(entry.no) - entry.t : entry.ms) + '"></i>').join('');
  const notes = (kind) => job.entries.filter((entry) => entry.note === kind).map(tick).join('');
  let html = lane('time', axis(job, pct), 'ticks') + lane('steps', bars, 'steps-lane') + lane('power', notes('power')) + lane('commands', commands);
  job.sources.forEach((name, k) => { if (name.startsWith('console ')) html += lane(name.slice(8), density(job, k)); });
  html += lane('files', notes('file'));
  return '<div class="lanes">' + html + '<div class="scrub" role="slider" tabindex="0" aria-label="Time in the job: arrows move, Enter goes there" aria-valuemin="0" aria-valuemax="' + job.length + '" aria-valuenow="0" aria-valuetext="' + relative(0) + '"><u class="here" hidden></u><u class="cursor" hidden><span></span></u></div></div>';
}
function axis(job, pct) {
  const most = innerWidth < 700 ? 4 : 9;
  const step = TICKS.find((ms) => job.length / ms <= most) || TICKS.at(-1);
  let html = '';
  for (let t = 0; t < job.length * 0.96; t += step) html += '<span style="left:' + pct(t) + '">' + (wallClock ? absolute(job.start + t).slice(0, 8) : relative(t).replace(/\.\d+$/, '')) + '</span>';
  return html;
}
// draws the amount of console output over time
function density(job, k) {
  const bins = new Array(250).fill(0);
  for (const entry of job.entries) if (entry.kind === 'con' && entry.k === k) bins[Math.max(0, Math.min(249, Math.floor(entry.t / job.length * 250)))]++;
  const most = Math.log(1 + Math.max(...bins));
  let path = '';
  bins.forEach((count, i) => { if (count) { const h = 2 + 11 * Math.log(1 + count) / most; path += 'M' + i + ' 14v-' + h.toFixed(1) + 'h1v' + h.toFixed(1) + 'z'; } });
  return path && '<svg viewBox="0 0 250 15" preserveAspectRatio="none" aria-hidden="true"><path d="' + path + '"/></svg>';
}
// keeps rows that are scrolled to below the sticky timeline
function placeAbove(jobEl) {
  const clock = jobEl.querySelector('.clock');
  const sticks = getComputedStyle(clock).position === 'sticky';
  document.documentElement.style.setProperty('--above', (sticks ? clock.offsetHeight + 8 : 8) + 'px');
}
function scrubTo(scrub, t) {
  const job = jobs.get(Number(scrub.closest('.job').dataset.n));
  const at = Math.max(0, Math.min(job.length, t));
  const cursor = scrub.querySelector('.cursor');
  cursor.hidden = false;
  cursor.style.left = at / job.length * 100 + '%';
  cursor.classList.toggle('right', at > job.length * 0.7);
  const step = scrub.closest('.job').querySelector('.step[data-no="' + stepAt(job, at) + '"] b');
  cursor.firstChild.textContent = timeText(job, at) + (step ? ' ' + step.firstChild.textContent : '');
  scrub.setAttribute('aria-valuenow', Math.round(at));
  scrub.setAttribute('aria-valuetext', cursor.textContent);
}
const scrubTime = (scrub, event) => {
  const host = scrub.getBoundingClientRect();
  return (event.clientX - host.left) / host.width * jobs.get(Number(scrub.closest('.job').dataset.n)).length;
};
function goToTime(jobEl, t) {
  const job = jobs.get(Number(jobEl.dataset.n));
  const entry = job.entries.find((candidate) => candidate.t >= t) || job.entries.at(-1);
  if (entry) goToRow(showEntry(jobEl, job, entry));
}
function goToRow(rowEl, query) {
  if (!rowEl) return;
  all('.r.hit').forEach((other) => other.classList.remove('hit'));
  rowEl.classList.add('hit');
  rowEl.scrollIntoView({ block: 'center', behavior: 'instant' });
  const range = query && firstRange(rowEl, query);
  if (range) scrollBy({ top: range.getBoundingClientRect().top - innerHeight * 0.5, behavior: 'instant' });
}
function firstRange(root, query) {
  const walker = document.createTreeWalker(root.lastChild, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.toLowerCase().indexOf(query);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, Math.min(node.length, at + query.length));
    return range;
  }
  return null;
}
// marks the time to which the page is scrolled
function markHere() {
  const jobEl = document.querySelector('.job[open][data-ready]');
  if (!jobEl) return;
  const here = jobEl.querySelector('.scrub .here');
  const clock = jobEl.querySelector('.clock').getBoundingClientRect();
  const under = document.elementsFromPoint(innerWidth / 2, Math.max(0, clock.bottom) + 30);
  const rowEl = under.map((element) => element.closest('.r')).find(Boolean);
  here.hidden = !rowEl;
  if (!rowEl) return;
  const job = jobs.get(Number(jobEl.dataset.n));
  here.style.left = job.entries[rowEl.dataset.i].t / job.length * 100 + '%';
}
function switchTimes() {
  wallClock = !wallClock;
  all('.job[data-ready]').forEach((jobEl) => {
    const job = jobs.get(Number(jobEl.dataset.n));
    all('.r', jobEl).forEach((rowEl) => { rowEl.firstChild.textContent = timeText(job, job.entries[rowEl.dataset.i].t); });
    jobEl.querySelector('.ticks').innerHTML = axis(job, (t) => (t / job.length * 100).toFixed(2) + '%');
    jobEl.querySelector('[data-do=time]').textContent = wallClock ? 'Time since the job started' : 'Time of day';
  });
}
`;
