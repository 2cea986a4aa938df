/** The part of the page's script for navigation: links into jobs, the keyboard, and the event listeners. */
export const KEYS_SCRIPT = String.raw`
let lastCell = null;

// the job that the address names, or that contains the step that it names
const jobOf = (id) => all('.job').filter((jobEl) => id === jobEl.id || id.startsWith(jobEl.id + '.')).sort((a, b) => b.id.length - a.id.length)[0];
const idOf = (link) => decodeURIComponent(link.hash.slice(1));
async function reveal(id) {
  const jobEl = jobOf(id);
  if (!jobEl) return;
  build(jobEl);
  const target = $(id) || jobEl;
  all('.job[open]').forEach((other) => { if (other !== jobEl) other.open = false; });
  jobEl.open = true;
  all('.grid tr.current').forEach((tr) => tr.classList.remove('current'));
  const tr = document.querySelector('.grid tr[data-n="' + jobEl.dataset.n + '"]');
  if (tr) tr.classList.add('current');
  if (target !== jobEl) target.open = true;
  focusOn(target);
  await prepare(jobEl);
  takeOver(jobEl);
  // the timeline was inserted above; a user who has moved the focus keeps it
  if (document.activeElement === target.querySelector(':scope > summary')) focusOn(target);
}
function focusOn(details) {
  const summary = details.querySelector(':scope > summary');
  details.scrollIntoView({ block: 'start', behavior: 'instant' });
  summary.focus({ preventScroll: true });
}
const revealHash = () => reveal(decodeURIComponent(location.hash.slice(1)));
function follow(link) {
  if (link.closest('.grid')) lastCell = link;
  const id = idOf(link);
  if (location.hash !== '#' + id) location.hash = id;
  else void revealHash();
}
function backToGrid() {
  const seen = lastCell && lastCell.offsetParent ? lastCell : null;
  const cell = seen || document.querySelector('.grid tr.current:not([hidden]) th a') || document.querySelector('.grid tbody tr:not([hidden]) th a');
  if (!cell) return;
  cell.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  enterCell(cell);
}
function closeJob() {
  const open = document.querySelector('.job[open]');
  if (!open) return;
  backToGrid();
  open.open = false;
}

// in the grid Tab reaches one link, the arrow keys reach the others
const links = () => all('.grid tbody tr:not([hidden]) a');
function enterCell(link) {
  all('.grid a[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
  link.tabIndex = 0;
  link.focus();
}
// one link of the visible rows stays reachable by Tab
function keepEntry() {
  const now = document.querySelector('.grid tbody tr:not([hidden]) a[tabindex="0"]');
  const first = links()[0];
  if (now || !first) return;
  all('.grid a[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
  first.tabIndex = 0;
}
function moveInGrid(link, key) {
  const cell = link.closest('th,td'), tr = link.closest('tr');
  const rows = all('.grid tbody tr:not([hidden])');
  const inRow = all('a', tr);
  const at = inRow.indexOf(link);
  let target = null;
  if (key === 'ArrowRight') target = inRow[at + 1];
  if (key === 'ArrowLeft') target = inRow[at - 1];
  if (key === 'Home') target = inRow[0];
  if (key === 'End') target = inRow.at(-1);
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const next = rows[rows.indexOf(tr) + (key === 'ArrowDown' ? 1 : -1)];
    if (next) for (let column = cell.cellIndex; column >= 0 && !target; column--) target = next.cells[column] && next.cells[column].querySelector('a');
  }
  if (target) enterCell(target);
  return Boolean(target);
}
function moveFailure(by) {
  const failures = all('#failures a').filter((link, index, whole) => whole.findIndex((other) => other.hash === link.hash) === index).map((link) => { build(jobOf(idOf(link))); return $(idOf(link)); });
  failures.sort((a, b) => a.compareDocumentPosition(b) & 4 ? -1 : 1);
  if (!failures.length) return;
  const here = document.activeElement && document.activeElement.closest('.step, .job');
  let at = failures.indexOf(here);
  if (at < 0 && here) at = failures.findIndex((failure) => here.compareDocumentPosition(failure) & 4) - (by > 0 ? 1 : 0);
  const next = failures[at < 0 && !here ? (by > 0 ? 0 : failures.length - 1) : (at + by + failures.length) % failures.length];
  if (location.hash !== '#' + next.id) location.hash = next.id;
  else void reveal(next.id);
}
function moveStep(by) {
  const open = document.querySelector('.job[open]');
  const cell = document.activeElement && document.activeElement.closest('.grid a');
  if (cell || !open) {
    if (cell) moveInGrid(cell, by > 0 ? 'ArrowDown' : 'ArrowUp');
    else backToGrid();
    return;
  }
  const stops = [open, ...all('.step', open)];
  const here = document.activeElement && document.activeElement.closest('.step');
  const at = here ? stops.indexOf(here) : 0;
  focusOn(stops[Math.max(0, Math.min(stops.length - 1, at + by))]);
}
function toggleSteps() {
  const open = document.querySelector('.job[open]');
  if (!open) return;
  const steps = all('.step', open);
  const to = steps.some((step) => !step.open);
  steps.forEach((step) => { step.open = to; });
  const button = open.querySelector('[data-do=steps]'); // not there before the stream is unpacked
  if (button) button.textContent = to ? 'Close all steps' : 'Open all steps';
}
const KEYS = {
  '/': () => { find.focus(); find.select(); find.scrollIntoView({ block: 'center' }); },
  '?': () => $('keys').showModal(),
  f: () => { only.checked = !only.checked; filterRows(); },
  n: () => moveFailure(1), p: () => moveFailure(-1),
  g: backToGrid,
  j: () => moveStep(1), k: () => moveStep(-1),
  e: toggleSteps, t: switchTimes,
  s: () => { const input = document.querySelector('.job[open] .jobfind'); if (input) { input.focus(); input.select(); } },
  Escape: closeJob,
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('keys').open) return;
  const { target } = event;
  if (target.matches('input[type=search]')) { searchKey(event, target); return; }
  if (target.matches('.scrub') && scrubKey(event, target)) { event.preventDefault(); return; }
  if (target.matches('.grid a') && moveInGrid(target, event.key)) { event.preventDefault(); return; }
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
function searchKey(event, input) {
  const jobEl = input.closest('.job');
  if (event.key === 'Escape') {
    event.preventDefault();
    input.value = '';
    if (jobEl) findInJob(jobEl); else { logHits = null; filterRows(); }
    const back = jobEl ? jobEl.querySelector('.step > summary') : document.querySelector('.grid a[tabindex="0"]');
    if (back) back.focus({ preventScroll: true }); else input.blur();
  }
  if (event.key === 'Enter' && !jobEl) void searchLogs();
  if (event.key === 'Enter' && jobEl) nextHit(jobEl, event.shiftKey ? -1 : 1);
}
function scrubKey(event, scrub) {
  const jobEl = scrub.closest('.job');
  const { length } = jobs.get(Number(jobEl.dataset.n));
  const now = Number(scrub.getAttribute('aria-valuenow'));
  const moves = { ArrowRight: now + length / 200, ArrowLeft: now - length / 200, PageUp: now + length / 20, PageDown: now - length / 20, Home: 0, End: length };
  if (event.key in moves) scrubTo(scrub, moves[event.key]);
  else if (event.key === 'Enter') goToTime(jobEl, now);
  else return false;
  return true;
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#job-"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); follow(link); return; }
  const scrub = event.target.closest('.scrub');
  if (scrub) { const t = scrubTime(scrub, event); scrubTo(scrub, t); goToTime(scrub.closest('.job'), t); return; }
  const button = event.target.closest('button');
  if (!button) return;
  if (button.classList.contains('fold')) unfold(button);
  if (button.id === 'help') $('keys').showModal();
  if (button.classList.contains('chip')) {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', on);
    const { status, verdict } = button.dataset;
    if (status) on ? chosen.add(status) : chosen.delete(status);
    else on ? verdicts.add(verdict) : verdicts.delete(verdict);
    filterRows();
  }
  if (button.dataset.do === 'steps') toggleSteps();
  if (button.dataset.do === 'time') switchTimes();
  if (button.dataset.do === 'grid') backToGrid();
});
document.addEventListener('change', (event) => {
  const { target } = event;
  if (target === only) filterRows();
  if (target.dataset.source) target.closest('.job').classList.toggle('hide-k' + target.dataset.source, !target.checked);
});
let typing = 0;
document.addEventListener('input', (event) => {
  const { target } = event;
  if (target === find) { logHits = null; filterRows(); }
  if (target.classList.contains('jobfind')) {
    clearTimeout(typing);
    typing = setTimeout(() => findInJob(target.closest('.job')), 120);
  }
});
document.addEventListener('toggle', (event) => {
  const { target } = event;
  if (!target.open) return;
  if (target.classList.contains('job')) void prepare(target).then(() => takeOver(target));
  if (target.classList.contains('step')) void prepare(target.closest('.job')).then((job) => { if (job) { drawStep(job, target); if (job.query) paintHits(target.closest('.job'), job); } });
}, true);
document.addEventListener('pointermove', (event) => {
  const scrub = event.target.closest && event.target.closest('.scrub');
  if (scrub) scrubTo(scrub, scrubTime(scrub, event));
});
let scrolling = false;
addEventListener('scroll', () => {
  if (scrolling) return;
  scrolling = true;
  requestAnimationFrame(() => { scrolling = false; markHere(); });
}, { passive: true });
addEventListener('resize', () => { const open = document.querySelector('.job[open][data-ready]'); if (open) placeAbove(open); });
addEventListener('hashchange', revealHash);
// in print every failed job is open
let opened = [];
addEventListener('beforeprint', () => {
  opened = all('.job:not([open])').filter((jobEl) => document.querySelector('.grid tr.look[data-n="' + jobEl.dataset.n + '"]'));
  opened.forEach((jobEl) => { build(jobEl); jobEl.open = true; });
});
addEventListener('afterprint', () => opened.forEach((jobEl) => { jobEl.open = false; }));

all('.grid tbody a').forEach((link, index) => { link.tabIndex = index === 0 ? 0 : -1; });
document.addEventListener('focusin', (event) => { if (event.target.matches('.grid tbody a') && event.target.tabIndex !== 0) enterCell(event.target); });
const only1 = document.querySelector('.job[open]');
if (only1) void prepare(only1);
if (location.hash) void revealHash();
`;
