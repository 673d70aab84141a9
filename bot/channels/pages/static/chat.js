// Sends without loading the page anew. Without this script the same form works by itself.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  let busy = false;
  let escapes = [];

  const post = (form, fields, part) => {
    const headers = part ? { "Faro-Part": part } : {};
    return fetch(form, { method: "POST", body: new URLSearchParams(fields), headers, cache: "no-store", credentials: "omit" });
  };

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

  // The page in another language around the same talk.
  const dress = (html) => {
    const fresh = parsed(html);
    const turns = [...$("log").children];
    const draft = $("text").value;
    const conversation = $("talk").elements.conversation.value;
    const root = document.documentElement;
    root.lang = fresh.documentElement.lang;
    root.dir = fresh.documentElement.dir;
    document.body.replaceWith(fresh.body);
    $("talk").elements.conversation.value = conversation;
    $("text").value = draft;
    $("log").prepend(...turns);
    if (turns.length) fold();
  };

  const fold = () => { const topics = document.querySelector(".topics"); if (topics) topics.open = false; };

  const bubble = (said) => {
    const turn = document.createElement("article");
    turn.className = "turn";
    const wait = document.createElement("p");
    wait.className = "wait";
    wait.textContent = document.body.dataset.waiting;
    if (said) {
      const mine = document.createElement("p");
      mine.className = "mine";
      mine.dir = "auto";
      mine.textContent = said;
      turn.append(mine);
    }
    turn.append(wait);
    return turn;
  };

  const show = (turn) => {
    const old = $("new");
    if (old && old !== turn) old.removeAttribute("id");
    turn.scrollIntoView({ block: "start" });
  };

  const lineDown = (turn, again) => {
    const wait = turn.querySelector(".wait");
    wait.textContent = document.body.dataset.down + " ";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = document.body.dataset.again;
    button.addEventListener("click", () => { turn.remove(); again(); });
    wait.append(button);
    button.focus();
  };

  const say = async (fields, said) => {
    if (busy) return;
    busy = true;
    fold();
    const waiting = bubble(said);
    $("log").append(waiting);
    show(waiting);
    try {
      const answer = await post($("talk").action.split("#")[0], fields, "turn");
      if (!answer.ok) throw new Error("status");
      const turn = parsed(await answer.text()).querySelector(".turn");
      waiting.replaceWith(turn);
      show(turn);
      if (turn.dataset.language !== document.documentElement.lang) await wear(turn.dataset.language);
    } catch {
      if (waiting.isConnected) lineDown(waiting, () => say(fields, said));
    }
    busy = false;
  };

  const wear = async (language) => {
    const page = await fetch(location.pathname, { headers: { "Accept-Language": language }, cache: "no-store", credentials: "omit" });
    const html = page.ok ? await page.text() : "";
    if (parsed(html).documentElement.lang !== language) return;
    const writing = document.activeElement === $("text");
    dress(html);
    if (writing) $("text").focus();
  };

  const leave = () => {
    const away = $("leave").href;
    const form = $("talk");
    if (form) navigator.sendBeacon(form.action.split("#")[0], new URLSearchParams({ conversation: form.elements.conversation.value, forget: "1" }));
    document.body.className = "gone";
    document.body.replaceChildren();
    location.replace(away);
  };

  document.addEventListener("submit", (event) => {
    const by = event.submitter;
    const form = event.target;
    if (form.id !== "talk" || (by && by.name === "open")) return;
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name]) => name !== "text");
    if (by && by.name) fields.push([by.name, by.value]);
    if (by && by.name === "press") return void say(fields, by.value.split("\t")[1]);
    if (by && by.name) return void whole(form, fields, by.name);
    const text = $("text").value.trim();
    if (busy) return;
    if (!text) return void $("text").focus();
    $("text").value = "";
    say([...fields, ["text", text]], text);
    $("text").focus();
  });

  // Another language keeps the talk; "forget me" clears it.
  const whole = async (form, fields, name) => {
    try {
      const answer = await post(form.action.split("#")[0], fields);
      if (!answer.ok) throw new Error("status");
      const html = await answer.text();
      if (name === "choose") {
        dress(html);
        return document.querySelector(".choices [aria-current]").focus();
      }
      const fresh = parsed(html);
      document.body.replaceWith(fresh.body);
      $("text").focus();
    } catch {
      const turn = bubble("");
      $("log").append(turn);
      lineDown(turn, () => whole(form, fields, name));
    }
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#leave")) return;
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      escapes = [...escapes, event.timeStamp].slice(-3);
      if (escapes.length === 3 && escapes[2] - escapes[0] < 2000) leave();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "text") {
      event.preventDefault();
      $("talk").requestSubmit();
    }
  });

  // A page that the browser kept in memory does not come back with a talk in it.
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace(location.pathname); });
})();
