// Keeps relative times true while the page stays open; the words are those of leadrefinery/templatetags/looks.py.
const EVERY_MS = 20000;
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function elapsed(span) {
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h`;
  return `${Math.floor(span / DAY)} d`;
}

// Beyond these the server wrote a date, which stays true.
function ago(span) {
  if (span < MINUTE) return 'just now';
  return span > 30 * DAY ? null : `${elapsed(span)} ago`;
}

function due(span) {
  if (Math.abs(span) < MINUTE) return 'now';
  if (span < 0) return `${elapsed(-span)} overdue`;
  return span > 14 * DAY ? null : `in ${elapsed(span)}`;
}

function dueState(span) {
  if (span <= -MINUTE) return 'overdue';
  return span <= 30 * MINUTE ? 'soon' : 'later';
}

function refresh(time) {
  const span = new Date(time.dateTime) - Date.now();
  const words = time.dataset.relative === 'due' ? due(span) : ago(-span);
  if (words && time.textContent !== words) time.textContent = words;
  time.closest('.due')?.setAttribute('data-state', dueState(span));
}

function refreshAll() {
  if (!document.hidden) document.querySelectorAll('time[data-relative]').forEach(refresh);
}

setInterval(refreshAll, EVERY_MS);
document.addEventListener('visibilitychange', refreshAll);
