/* Earshot. Small helpers; every page reads and submits without them. */
(() => {
  const root = document.documentElement, body = document.body;
  const $ = (s, el = document) => el.querySelector(s), $$ = (s, el = document) => [...el.querySelectorAll(s)];
  const say = (text) => { const live = $("#live"); if (live) live.textContent = text; };

  /* theme: follows the system until the person chooses; the server reads the cookie and writes data-theme */
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const turn = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  };

  /* dialogs: a[data-dialog] shows the confirm page it leads to, in place; any trouble follows the link instead */
  const ask = async (link) => {
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-confirm]");
      if (!answer.ok || !part) throw new Error("no dialog");
      const box = document.createElement("dialog");
      box.setAttribute("aria-labelledby", "confirm-title");
      box.append(document.adoptNode(part));
      box.addEventListener("close", () => { box.remove(); link.focus(); });
      body.append(box);
      box.showModal();
    } catch { location.href = link.href; }
  };

  document.addEventListener("click", (e) => {
    for (const open of $$("details.menu[open]")) if (!open.contains(e.target)) open.open = false;
    const t = e.target.closest("[data-theme-toggle],[data-open],[data-close],[data-dialog]");
    if (!t) return;
    if (t.matches("[data-theme-toggle]")) { e.preventDefault(); turn(); }
    if (t.matches("[data-dialog]") && !(e.metaKey || e.ctrlKey || e.shiftKey)) { e.preventDefault(); ask(t); }
    const named = t.dataset.open && document.getElementById(t.dataset.open);
    if (named) { e.preventDefault(); named.showModal(); }
    if (t.matches("[data-close]")) {
      const box = t.closest("dialog");
      if (box) { e.preventDefault(); box.close(); } else t.closest("[data-toast]")?.remove();
    }
  });

  /* [data-copy="id"] copies the text of that field and says so; without a clipboard the button stays away */
  const copyable = () => { if (navigator.clipboard) for (const b of $$("[data-copy][hidden]")) b.hidden = false; };
  document.addEventListener("click", async (e) => {
    const b = e.target.closest("[data-copy]");
    const from = b && document.getElementById(b.dataset.copy);
    if (!from) return;
    try { await navigator.clipboard.writeText(from.value ?? from.textContent); } catch { from.select?.(); return; }
    const words = $("span", b), was = words.textContent;
    words.textContent = b.dataset.copied; say(b.dataset.copied);
    setTimeout(() => { words.textContent = was; }, 2000);
  });

  /* toasts: announced politely, stay 8 s, stay put while focused or hovered */
  const settle = (el) => {
    if (el.dataset.toast === "on") return;
    el.dataset.toast = "on";
    const gone = () => (el.matches(":hover,:focus-within") ? setTimeout(gone, 2000) : el.remove());
    setTimeout(gone, 8000);
  };
  /* what the network did to the page, in the reader's words; stays until closed */
  const warn = (text) => {
    const el = document.createElement("div"), words = document.createElement("span"), close = document.createElement("button");
    el.className = "toast"; el.setAttribute("role", "alert"); el.dataset.toast = "on";
    words.className = "grow"; words.textContent = text;
    close.className = "btn s"; close.type = "button"; close.dataset.close = ""; close.textContent = body.dataset.closeWord;
    el.append(words, close);
    $("#toasts")?.replaceChildren(el);
  };

  /* bulk bar: counts what is chosen and says so */
  const count = () => {
    for (const bar of $$("[data-bulk]")) {
      const n = $$(`input[type=checkbox][name="${CSS.escape(bar.dataset.bulk)}"]:checked`, bar.closest("form") || document).length;
      $("[data-count]", bar).textContent = n;
      $("[data-count-words]", bar).hidden = !n;
      $("[data-none]", bar).hidden = !!n;
      for (const button of $$("button", bar)) button.disabled = !n;
    }
  };
  document.addEventListener("change", (e) => {
    const all = e.target.closest("[data-all]");
    if (all) for (const box of $$(`input[type=checkbox][name="${CSS.escape(all.dataset.all)}"]`, all.closest("form") || document)) box.checked = all.checked;
    count();
    const bar = $("[data-bulk]");
    if (bar && e.target.name === bar.dataset.bulk) say($("[data-count-words]", bar).textContent);
    line();
  });

  /* a form that says what will be saved: [data-summary="result who next"] lists the chosen chips of those names */
  const line = () => {
    for (const el of $$("[data-summary]")) {
      const form = el.closest("form");
      const parts = el.dataset.summary.split(" ").map((name) => $$(`[name="${CSS.escape(name)}"]:checked`, form).map((i) => i.closest("label").textContent.trim()).join(" + "));
      const text = parts.filter(Boolean).join(" · ");
      if (el.textContent !== text) el.textContent = text;
    }
  };

  /* [data-once]: a second press does nothing, so nothing is sent twice */
  document.addEventListener("submit", (e) => {
    const form = e.target;
    keep(form);
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 10000);
  });

  /* what was typed outlives an error page: kept in this tab only, given back once, then forgotten */
  const KEPT = "kept";
  const keep = (form) => {
    if (form.method !== "post") return;
    const typed = $$("textarea,input[type=text],input[type=tel],input[type=email]", form).filter((f) => f.name && f.value).map((f) => [f.name, f.value]);
    try { if (typed.length) sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, typed])); } catch { /* private mode */ }
  };
  const giveBack = () => {
    try {
      const kept = sessionStorage.getItem(KEPT);
      if (!kept || body.dataset.error) return;
      sessionStorage.removeItem(KEPT);
      const [path, typed] = JSON.parse(kept);
      if (path !== location.pathname || !["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type)) return;
      for (const [name, value] of typed) for (const f of $$(`[name="${CSS.escape(name)}"]`)) if (!f.value) f.value = value;
    } catch { /* private mode */ }
  };

  /* keys: [data-key] presses the button that carries it; never while typing; off with data-keys="off" on <html> */
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") for (const open of $$("details.menu[open]")) { open.open = false; $("summary", open).focus(); }
    if (root.dataset.keys === "off" || e.repeat || e.metaKey || e.ctrlKey || e.altKey || e.target.matches("input:not([type=radio],[type=checkbox]),select,textarea,[contenteditable]")) return;
    const b = $(`[data-key="${CSS.escape(e.key)}"]`);
    if (b) { e.preventDefault(); b.focus(); b.click(); }
  });

  /* a search box with a list: arrows walk through what was found, Enter opens it (or the page of all), Escape closes the list */
  const offered = (box) => { const list = document.getElementById(box.getAttribute("aria-controls")); return [list, $$("[role=option]", list)]; };
  const walk = (e) => {
    const box = e.target, [list, all] = offered(box), here = all.findIndex((o) => o.ariaSelected === "true");
    const to = { ArrowDown: here + 1, ArrowUp: here < 0 ? all.length - 1 : here - 1, Escape: -1 }[e.key];
    if (e.key === "Enter" && here >= 0) { e.preventDefault(); all[here].click(); return; }
    if (to === undefined || !all.length) return;
    e.preventDefault();
    for (const o of all) o.ariaSelected = "false";
    const next = e.key === "Escape" ? null : all[to % all.length];
    if (next) { next.ariaSelected = "true"; next.scrollIntoView({ block: "nearest" }); box.setAttribute("aria-activedescendant", next.id); }
    else box.removeAttribute("aria-activedescendant");
    if (e.key === "Escape") { list.replaceChildren(); list.dataset.closed = ""; box.ariaExpanded = "false"; }
  };
  document.addEventListener("keydown", (e) => { if (e.target.matches("[role=combobox]")) walk(e); });
  /* what was asked for before Escape comes too late; the next letter opens the list again */
  document.addEventListener("input", (e) => { if (e.target.matches("[role=combobox]")) delete offered(e.target)[0].dataset.closed; });
  document.addEventListener("htmx:beforeSwap", (e) => { if (e.detail.target.dataset.closed === "") e.detail.shouldSwap = false; });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of $$("[role=combobox]")) { box.removeAttribute("aria-activedescendant"); box.ariaExpanded = String(!!offered(box)[1].length); }
  });

  /* after new content: focus its marked heading, announce what it says of itself */
  const fresh = (el) => {
    const to = el.matches?.("[data-focus]") ? el : $("[data-focus]", el);
    if (to) { if (!to.hasAttribute("tabindex")) to.tabIndex = -1; to.focus(); }
    const told = el.matches?.("[data-announce]") ? el : $("[data-announce]", el);
    if (told) say(told.dataset.announce);
    $$("[data-toast]").forEach(settle);
    count(); line(); copyable();
  };
  body.addEventListener("htmx:load", (e) => { if (e.detail.elt !== body) fresh(e.detail.elt); });
  /* signed out meanwhile, or signed in again elsewhere (crm.ui.unsent): the page stays, its token is renewed */
  const renew = ({ words, sign_in, sign_in_words, token }) => {
    warn(words);
    if (token) {
      body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
      for (const i of $$("input[name=csrfmiddlewaretoken]")) i.value = token;
    }
    const toast = sign_in && $("#toasts .toast");
    if (!toast) return;
    const link = document.createElement("a");
    link.className = "btn s"; link.href = sign_in; link.target = "_blank"; link.rel = "noopener"; link.textContent = sign_in_words;
    toast.lastChild.before(link);
  };
  document.addEventListener("earshot:unsent", (e) => renew(e.detail));
  body.addEventListener("htmx:responseError", (e) => {
    const x = e.detail.xhr;
    delete e.detail.elt.dataset.sent; /* the next press is meant */
    if (x.getResponseHeader("X-Unsent")) renew(JSON.parse(x.responseText)); else warn(body.dataset.broken);
  });
  body.addEventListener("htmx:sendError", () => warn(body.dataset.offline));

  /* filters fold away on a phone unless one is on; tabs bring the current one into view */
  if (matchMedia("(width < 52rem)").matches) for (const fold of $$("[data-fold]")) fold.open = false;
  for (const c of $$(".tabs [aria-current]")) c.parentNode.scrollLeft = c.offsetLeft - c.parentNode.offsetLeft - 16;
  const first = $(".summary[data-focus]");
  if (first) first.focus();
  $$("[data-toast]").forEach(settle);
  giveBack(); count(); line(); copyable();
})();
