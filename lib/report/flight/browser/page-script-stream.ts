/**
 * The part of the page's script that draws the stream of a step: commands, console lines and notes in order of time.
 */
export const STREAM_SCRIPT = String.raw`
// a longer run of lines of one console is folded, except for its ends
const RUN = 40, RUN_ENDS = 8, OUT = 24, OUT_FIRST = 4, OUT_LAST = 12;

function row(job, entry, kind, label, body) {
  const title = new Date(job.start + entry.t).toISOString();
  return '<div class="r ' + kind + ' k' + entry.k + '" data-i="' + entry.i + '"><i title="' + title + '">' + timeText(job, entry.t) + '</i><b title="' + esc(label) + '">' + esc(label) + '</b><span>' + body + '</span></div>';
}
function drawEntry(job, entry) {
  if (entry.kind === 'con') {
    if (entry.text[0] === LEFT) return row(job, entry, 'con', entry.src, '<span class="left">\u2026 ' + esc(entry.text.slice(1)) + ' of this page; they are in the files</span>');
    return row(job, entry, SUSPECT.test(entry.text) ? 'con sus' : 'con', entry.src, esc(entry.text));
  }
  if (entry.kind === 'cmd') return drawCommand(job, entry);
  const label = (entry.src ? entry.src + ' ' : '') + entry.note;
  const sign = entry.note === 'power' ? '\u25c6 power ' : entry.note === 'cleanup' ? '! clean-up failed: ' : '';
  return row(job, entry, 'note ' + entry.note, label, sign + esc(entry.text));
}
function drawCommand(job, entry) {
  const ended = entry.ms < 0 ? '! did not exit' : (entry.exit === 0 ? 'exit 0' : '\u2717 ' + (entry.exit === null ? 'no exit code' : 'exit ' + entry.exit)) + ' \u00b7 ' + duration(entry.ms);
  const bad = entry.ms < 0 || entry.exit !== 0;
  return row(job, entry, bad ? 'cmd bad' : 'cmd', entry.src + ' $', '<code>' + esc(entry.text) + '</code>  <em>' + ended + '</em>' + drawOutput(entry, bad));
}
function drawOutput(entry, whole) {
  const lines = entry.output.map(([stream, line]) => line[0] === LEFT ? '<span class="left">\u2026 ' + esc(line.slice(1)) + ' of this page</span>' : stream ? '<span class="err">! ' + esc(line) + '</span>' : esc(line));
  if (lines.length === 0) return '';
  if (whole === 'all' || lines.length <= (whole ? 3 * OUT : OUT)) return '<pre>' + lines.join('\n') + '</pre>';
  const last = whole ? 2 * OUT : OUT_LAST;
  const left = lines.length - OUT_FIRST - last;
  return '<pre>' + lines.slice(0, OUT_FIRST).join('\n') + '\n<button type="button" class="fold" data-output="' + entry.i + '">\u25b8 ' + left + ' lines more</button>' + lines.slice(-last).join('\n') + '</pre>';
}
function drawRange(job, from, to, entries) {
  let html = '';
  for (let i = from; i < to; i++) html += drawEntry(job, entries[i]);
  return html;
}
function drawEntries(job, entries) {
  let html = '';
  for (let start = 0; start < entries.length;) {
    let end = start + 1;
    const first = entries[start];
    if (first.kind === 'con') while (end < entries.length && entries[end].kind === 'con' && entries[end].k === first.k) end++;
    if (end - start <= RUN) html += drawRange(job, start, end, entries);
    else {
      const from = start + RUN_ENDS, to = end - RUN_ENDS;
      const trouble = entries.slice(from, to).some((entry) => SUSPECT.test(entry.text)) ? ', with suspicious lines' : '';
      html += drawRange(job, start, from, entries) + '<button type="button" class="fold k' + first.k + '" data-from="' + entries[from].i + '" data-to="' + entries[to - 1].i + '" data-k="' + first.k + '">\u25b8 ' + (to - from) + ' lines more of console ' + esc(first.src) + trouble + '</button>' + drawRange(job, to, end, entries);
    }
    start = end;
  }
  return html;
}
// draws the stream of a step when the step is first opened
function drawStep(job, step) {
  if (step.querySelector(':scope > .stream')) return;
  const entries = job.byStep.get(Number(step.dataset.no)) || [];
  const stream = document.createElement('div');
  stream.className = 'stream';
  stream.innerHTML = entries.length ? drawEntries(job, entries) : '<p class="meta">Nothing was recorded.</p>';
  step.append(stream);
}
function unfold(button) {
  const job = jobs.get(Number(button.closest('.job').dataset.n));
  const rowBefore = button.previousElementSibling;
  if (button.dataset.output) {
    const entry = job.entries[button.dataset.output];
    const pre = button.closest('pre');
    pre.outerHTML = drawOutput(entry, 'all');
    return;
  }
  const k = Number(button.dataset.k);
  const entries = job.entries.slice(Number(button.dataset.from), Number(button.dataset.to) + 1).filter((entry) => entry.kind === 'con' && entry.k === k);
  button.insertAdjacentHTML('beforebegin', drawRange(job, 0, entries.length, entries));
  const first = rowBefore && rowBefore.nextElementSibling;
  button.remove();
  if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
}
// draws the row of the entry and scrolls to it
function showEntry(jobEl, job, entry) {
  const step = jobEl.querySelector('.step[data-no="' + entry.no + '"]');
  if (!step) return null;
  step.open = true;
  drawStep(job, step);
  let rowEl = step.querySelector('.r[data-i="' + entry.i + '"]');
  if (!rowEl) {
    const fold = all('.fold[data-from]', step).find((button) => Number(button.dataset.k) === entry.k && Number(button.dataset.from) <= entry.i && entry.i <= Number(button.dataset.to));
    if (fold) unfold(fold);
    rowEl = step.querySelector('.r[data-i="' + entry.i + '"]');
  }
  return rowEl;
}
`;
