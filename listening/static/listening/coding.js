/* The coding desk by mouse, finger or keyboard. Without it the page codes from lists. */
const root = document.documentElement, body = document.body;
const $ = (s, el = document) => el.querySelector(s), $$ = (s, el = document) => [...el.querySelectorAll(s)];
const say = (text) => { const live = $("#live"); if (live) { live.textContent = ""; live.textContent = text; } };
const desk = () => $("#desk");
const words = () => $("#words");
const typing = (el) => el?.matches?.("input:not([type=radio],[type=checkbox]),select,textarea,[contenteditable]");
const highlights = "highlights" in CSS && typeof Highlight === "function";

let choice = null;      // {start, end} in UTF-16 units of the stored note, or nothing
let typed = "";         // the first letter of two
let waiting = 0;        // acts that the server has not answered yet
let line = Promise.resolve();

/* ---- places ------------------------------------------------------------------------------------------------ */
const pieces = () => $$(".pc", words()).map((el) => ({ el, at: +el.dataset.at, end: +el.dataset.end, hidden: el.classList.contains("covered") }));
const sentences = () => $$(".sen", words()).map((el) => ({ el, at: +el.dataset.at, end: +el.dataset.end }));
/* the note as one string in which every place is where the server has it; line ends and covered words as fillers */
const text = () => {
  let all = "";
  for (const p of pieces()) {
    all = all.padEnd(p.at, "\n");
    all += p.hidden ? "\u2588".repeat(p.end - p.at) : p.el.textContent;
  }
  return all;
};
const runs = () => [...text().matchAll(/\S+/g)].map((m) => ({ at: m.index, end: m.index + m[0].length }));

const point = (place, atEnd) => {
  const all = pieces();
  const p = atEnd ? all.find((one) => one.at < place && place <= one.end) : all.find((one) => one.at <= place && place < one.end);
  if (!p) return null;
  const node = p.el.firstChild || p.el;
  if (p.hidden || node.nodeType !== Node.TEXT_NODE) return atEnd ? [p.el, p.el.childNodes.length] : [p.el, 0];
  return [node, Math.min(place - p.at, node.length)];
};
const rangeOf = ({ start, end }) => {
  const from = point(start, false), to = point(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from); range.setEnd(...to);
  return range;
};
/* what the reader selected with mouse or finger, as places of the stored note */
const chosenBy = (range) => {
  let start = null, end = null;
  for (const p of pieces()) {
    if (!range.intersectsNode(p.el)) continue;
    const inside = (node) => p.el.contains(node) && node.nodeType === Node.TEXT_NODE && !p.hidden;
    const from = inside(range.startContainer) ? p.at + range.startOffset : p.at;
    const to = inside(range.endContainer) ? p.at + range.endOffset : p.end;
    if (from === to) continue;
    if (start === null) start = from;
    end = to;
  }
  return start === null || !text().slice(start, end).trim() ? null : { start, end };
};

/* ---- the choice -------------------------------------------------------------------------------------------- */
const paint = () => {
  const bar = $("#chosen");
  if (!bar) return;
  const range = choice && rangeOf(choice);
  if (highlights) { if (range) CSS.highlights.set("chosen", new Highlight(range)); else CSS.highlights.delete("chosen"); }
  else if (range) { const seen = getSelection(); seen.removeAllRanges(); seen.addRange(range); }
  bar.hidden = !range;
  if (range) $("#chosen-words").textContent = text().slice(choice.start, choice.end).replace(/\s+/g, " ");
  for (const form of $$("[data-places]")) { form.elements.start.value = choice ? choice.start : ""; form.elements.end.value = choice ? choice.end : ""; }
  hint();
};
const choose = (next, aloud = true) => {
  choice = next; typed = "";
  paint();
  if (!next) return;
  const range = rangeOf(next), box = range?.getBoundingClientRect();
  if (box && (box.top < 90 || box.bottom > innerHeight - 190)) scrollBy({ top: box.top - innerHeight / 3 });
  if (aloud) say($("#chosen-words").textContent);
};
const hint = () => {
  const out = $("#typed");
  if (!out) return;
  const found = typed ? $$(".pick[data-letters]").filter((b) => b.dataset.letters.startsWith(typed)) : [];
  const names = [...new Set(found.map((b) => `${b.dataset.letters} ${b.dataset.name || b.querySelector(".grow")?.textContent || ""}`.trim()))];
  out.dataset.first ??= out.textContent;
  out.textContent = typed ? `${typed}… ${names.slice(0, 8).join(" · ")}` : out.dataset.first;
};

const bySentence = (step, longer) => {
  const all = sentences();
  if (!all.length) return;
  const here = choice ? all.findIndex((s) => s.at < choice.end && choice.start < s.end) : -1;
  if (longer && choice) {
    const last = all.findLastIndex((s) => s.at < choice.end);
    const to = all[Math.min(Math.max(last + step, Math.max(here, 0)), all.length - 1)];
    return choose({ start: all[Math.max(here, 0)].at, end: to.end });
  }
  const to = all[choice ? Math.min(Math.max(here + step, 0), all.length - 1) : step > 0 ? 0 : all.length - 1];
  choose({ start: to.at, end: to.end });
};
const byWord = (step, longer) => {
  const all = runs();
  if (!all.length) return;
  if (!choice) return choose({ start: all[0].at, end: all[0].end });
  const first = all.findIndex((w) => w.end > choice.start), last = all.findLastIndex((w) => w.at < choice.end);
  if (longer) return choose({ start: choice.start, end: all[Math.min(Math.max(last + step, first), all.length - 1)].end });
  const whole = last > first;
  const to = all[Math.min(Math.max(whole ? (step > 0 ? first : last) : first + step, 0), all.length - 1)];
  choose({ start: to.at, end: to.end });
};

/* ---- acts: one after the other, none lost ------------------------------------------------------------------ */
const token = () => JSON.parse(body.getAttribute("hx-headers"))["x-csrftoken"];
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const send = (url, data) => {
  const form = new URLSearchParams(data);
  waiting += 1;
  line = line.then(async () => {
    for (;;) {
      try {
        const answer = await fetch(url, { method: "POST", body: form, headers: { "X-CSRFToken": token(), "X-Desk": "1" } });
        /* signed out: what was coded waits here, and goes out by itself once the same person is back in the same place */
        if (answer.headers.get("X-Unsent")) {
          const told = await answer.json();
          document.dispatchEvent(new CustomEvent("earshot:unsent", { detail: told }));
          if (told.reader && told.reader !== body.dataset.reader) { waiting -= 1; return; }
          await pause(2000);
          continue;
        }
        waiting -= 1;
        if (!answer.ok && answer.status !== 422) { say(body.dataset.broken); shout(body.dataset.broken); return; }
        const html = await answer.text();
        if (waiting === 0 || answer.status === 422) show(html);
        return;
      } catch {
        /* no signal: what was coded waits here and is sent again; the same mark twice is one mark */
        shout(body.dataset.offline);
        await pause(2000);
      }
    }
  });
  return line;
};
const shout = (words) => {
  const el = document.createElement("div");
  el.className = "toast"; el.setAttribute("role", "alert"); el.textContent = words; el.dataset.toast = "on";
  $("#toasts")?.replaceChildren(el);
  setTimeout(() => el.remove(), 8000);
};
const show = (html) => {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector("#desk"), old = desk();
  if (!next) return;
  const open = new Set($$("details[open] > summary", old).map((s) => s.textContent));
  const had = old.contains(document.activeElement);
  old.replaceWith(document.adoptNode(next));
  for (const s of $$("details > summary", next)) s.parentNode.open = open.has(s.textContent);
  if (had) words()?.focus({ preventScroll: true });
  if (next.dataset.announce) say(next.dataset.announce);
  paint();
};
const round = () => ({ round: desk().dataset.round, version: desk().dataset.version });
const code = (id) => {
  if (!choice) return say($("#words")?.getAttribute("aria-label") ?? "");
  typed = "";
  send(desk().dataset.codeUrl, { start: choice.start, end: choice.end, code: id, ...round() });
  hint();
};
const cover = () => { if (choice) { send(desk().dataset.redactUrl, { start: choice.start, end: choice.end, ...round() }); choose(null); } };
const undo = () => send(desk().dataset.undoUrl, round());

/* ---- keys -------------------------------------------------------------------------------------------------- */
const letter = (key) => {
  typed += key;
  const all = $$(".pick[data-letters]");
  const exact = typed.length >= 2 && all.find((b) => b.dataset.letters.slice(0, 2) === typed);
  if (exact) return code(exact.dataset.code);
  if (typed.length >= 2 || !all.some((b) => b.dataset.letters.startsWith(typed))) { say(`${typed}?`); typed = ""; }
  hint();
};
const MOVES = {
  ArrowDown: (e) => bySentence(1, e.shiftKey), ArrowUp: (e) => bySentence(-1, e.shiftKey),
  ArrowRight: (e) => byWord(1, e.shiftKey), ArrowLeft: (e) => byWord(-1, e.shiftKey),
};
const ACTS = { Escape: () => (typed ? ((typed = ""), hint()) : choose(null)), Backspace: () => (typed ? ((typed = ""), hint()) : undo()), "#": cover };
document.addEventListener("keydown", (e) => {
  if (!desk() || !words() || typing(e.target) || e.metaKey || e.ctrlKey || e.altKey || $("dialog[open]")) return;
  const here = words().contains(e.target), free = here || e.target === body;
  if (MOVES[e.key] && free) { e.preventDefault(); MOVES[e.key](e); return; }
  if (root.dataset.keys === "off" && !here) return;
  if (e.repeat) return;
  if (ACTS[e.key]) { e.preventDefault(); ACTS[e.key](); return; }
  if (!choice || e.key.length !== 1) return;
  const key = e.key.toLowerCase();
  if (/^[a-z]$/.test(key) || (typed && /^[0-9]$/.test(key))) { e.preventDefault(); e.stopPropagation(); letter(key); }
  else if (/^[1-9]$/.test(key)) { e.preventDefault(); const b = $(`[data-digit="${key}"]`); if (b) code(b.dataset.code); }
}, true);

/* ---- mouse and finger -------------------------------------------------------------------------------------- */
const picked = () => {
  const seen = getSelection();
  if (!words() || !seen.rangeCount || seen.isCollapsed) return;
  const range = seen.getRangeAt(0);
  if (!words().contains(range.commonAncestorContainer) && !range.intersectsNode(words())) return;
  const next = chosenBy(range);
  if (next && (next.start !== choice?.start || next.end !== choice?.end)) choose(next, false);
};
let soon;
document.addEventListener("selectionchange", () => { clearTimeout(soon); soon = setTimeout(picked, 120); });
document.addEventListener("click", (e) => {
  const pick = e.target.closest(".pick"), jump = e.target.closest(".jump");
  if (pick) { e.preventDefault(); picked(); code(pick.dataset.code); }
  if (jump) { e.preventDefault(); choose({ start: +jump.dataset.start, end: +jump.dataset.end }); words().focus({ preventScroll: true }); }
  /* one press or tap on a sentence chooses it */
  const sentence = e.target.closest(".words .sen");
  if (sentence && getSelection().isCollapsed) choose({ start: +sentence.dataset.at, end: +sentence.dataset.end }, false);
  if (e.target.closest("#cover")) cover();
  if (e.target.closest("#clear")) { getSelection().removeAllRanges(); choose(null); }
});

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (!desk()) return;
  if (form.id === "undo-form") { e.preventDefault(); undo(); }
  else if (form.matches("[data-desk],[data-places]")) {
    e.preventDefault();
    const data = new FormData(form, e.submitter);
    data.delete("csrfmiddlewaretoken");
    send(form.action, data);
  } else if (waiting && form.contains($("#done"))) {
    e.preventDefault();
    line.then(() => { delete form.dataset.sent; form.requestSubmit(); });
  }
});
addEventListener("beforeunload", (e) => { if (waiting) e.preventDefault(); });

/* ---- others at the same note ------------------------------------------------------------------------------- */
setInterval(async () => {
  const d = desk();
  if (!d || waiting || document.hidden || !d.dataset.version) return;
  try {
    const answer = await fetch(`${d.dataset.marksUrl}?${new URLSearchParams({ stamp: d.dataset.stamp, round: d.dataset.round })}`);
    if (answer.status === 200 && !waiting && desk() === d) show(await answer.text());
  } catch { /* the next turn asks again */ }
}, 3000);

words()?.focus({ preventScroll: true });
paint();
