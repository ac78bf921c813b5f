/* One answer a row: Enter sends the letters and goes on. Without it each row is a form of its own. */
const next = (from) => {
  const all = [...document.querySelectorAll(".coded-answers .letters")];
  (all.find((one) => from && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0])?.focus();
};
let sent = null;
document.addEventListener("submit", (e) => {
  const row = e.target.closest(".answer");
  if (row) { sent = row.id; next(e.target.querySelector(".letters")); }
});
document.body.addEventListener("htmx:afterSwap", () => {
  const wrong = document.querySelector(".coded-answers [role=alert]");
  if (wrong) wrong.closest("form").querySelector(".letters").focus();
  const row = sent && document.getElementById(sent);
  if (row && !wrong) { const live = document.querySelector("#live"); if (live) live.textContent = row.querySelector(".small")?.textContent ?? ""; }
});
next(null);
