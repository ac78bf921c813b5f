/* Slides with a remote or the keys: the next section, the one before. Without it the page is long and scrolls. */
const slides = [...document.querySelectorAll(".slide")];
const here = () => slides.findIndex((one) => one.getBoundingClientRect().bottom > innerHeight / 2);
const to = (n) => {
  const one = slides[Math.min(Math.max(n, 0), slides.length - 1)];
  one?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  one?.focus({ preventScroll: true });
};
const steps = { ArrowRight: 1, PageDown: 1, ArrowDown: 1, ArrowLeft: -1, PageUp: -1, ArrowUp: -1 };
document.addEventListener("keydown", (e) => {
  if (e.altKey || e.ctrlKey || e.metaKey || e.target.closest("a,button,input,select,textarea,summary") && e.key === " ") return;
  if (e.key === " ") { e.preventDefault(); to(here() + (e.shiftKey ? -1 : 1)); }
  else if (e.key in steps) { e.preventDefault(); to(here() + steps[e.key]); }
  else if (e.key === "Home") { e.preventDefault(); to(0); }
  else if (e.key === "End") { e.preventDefault(); to(slides.length - 1); }
  else if (e.key === "f" && document.fullscreenEnabled) document.documentElement.requestFullscreen();
});
