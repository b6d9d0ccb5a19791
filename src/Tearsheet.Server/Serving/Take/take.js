// The desk's page that takes pages: from a bookmarklet, which hands over what its window shows, or from a share, which names an address.
(function () {
  "use strict";
  var KEY = "tearsheet-token";
  var LONGEST = 256 * 1024 * 1024;
  var byId = function (id) { return document.getElementById(id); };
  var page = null;
  var query = new URLSearchParams(location.search);

  // What a bookmark runs in somebody else's page: opens this page, and hands the page over to it and to nobody else.
  function bookmarklet(desk) {
    var run = function (take, desk) {
      var other = open(take + "?from=bookmarklet&url=" + encodeURIComponent(location.href) + "&title=" + encodeURIComponent(document.title.slice(0, 300)), "_blank");
      addEventListener("message", function give(event) {
        if (event.source !== other || event.origin !== desk || event.data !== "tearsheet-ready") { return; }
        removeEventListener("message", give);
        var html = (document.doctype ? "<!doctype html>" : "") + document.documentElement.outerHTML;
        other.postMessage({ tearsheet: 1, url: location.href, title: document.title, html: html }, desk);
      });
    };
    var code = run.toString().replace(/\s*\n\s*/g, " ");
    return "javascript:void(" + encodeURIComponent("(" + code + ")(" + JSON.stringify(desk + location.pathname) + "," + JSON.stringify(desk) + ")") + ")";
  }

  function token() { return localStorage.getItem(KEY) || ""; }

  function say(text) { byId("state").textContent = text; }

  function showToken() {
    byId("token-state").textContent = token() ? "This browser has a token." : "This browser has no token yet: nothing can be added.";
    byId("forget").hidden = !token();
  }

  function webAddress(text) {
    var found = /https?:\/\/[^\s<>"]+/i.exec(text || "");
    if (!found) { return null; }
    try { return new URL(found[0]).href; } catch (fault) { return null; }
  }

  function show(taken) {
    page = taken;
    byId("headline").textContent = taken.title || taken.url;
    byId("address").textContent = taken.url + (taken.html === null ? ": the desk will fetch it itself." : ": as your browser shows it, " + Math.ceil(taken.html.length / 1024) + " KB.");
    byId("take").hidden = false;
    byId("setup").hidden = true;
    check(taken.url);
  }

  function ask(method, route, body) {
    return fetch("../api/v1/" + route, { method: method, body: body, headers: { Authorization: "Bearer " + token() }, credentials: "omit", cache: "no-store" });
  }

  function check(url) {
    if (!token()) { return; }
    ask("GET", "links/check?url=" + encodeURIComponent(url)).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (found) {
      byId("known").hidden = !(found && found.filed);
      if (found && found.filed) { byId("known").textContent = "It is filed already (" + found.id + ", " + found.state + "): this adds a capture."; }
    }).catch(function () { /* Only a hint: sending says what is wrong. */ });
  }

  function send() {
    if (!token()) {
      say("Enter the token first.");
      byId("token").focus();
      return;
    }
    var form = new FormData();
    form.append("url", page.url);
    if (byId("topic").value.trim()) { form.append("topic", byId("topic").value.trim()); }
    if (byId("note").value.trim()) { form.append("note", byId("note").value.trim()); }
    if (byId("hold").checked) { form.append("hold", "true"); }
    if (page.html !== null) { form.append("file", new Blob([page.html], { type: "text/html" }), "page.html"); }
    byId("send").disabled = true;
    say("Sending…");
    ask("POST", page.html === null ? "links" : "captures", form).then(function (answer) {
      return answer.json().then(function (result) {
        if (answer.ok) {
          say((result.result === "added" ? "Added as " : "A capture more of ") + result.id + ": " + result.headline);
          byId("take").hidden = true;
          return;
        }
        byId("send").disabled = false;
        say("Not added: " + result.error.message);
        if (answer.status === 401) { byId("token").focus(); }
      });
    }).catch(function () {
      byId("send").disabled = false;
      say("Not added: the desk did not answer. Is it running?");
    });
  }

  function listen(url) {
    // The bookmarklet's window and its origin: a page can hand over itself, and no other site's page.
    var origin = new URL(url).origin;
    var waiting = setTimeout(function () {
      say("The page was not handed over: its site keeps its window apart. The desk can fetch the address itself, or SingleFile can send the page.");
      show({ url: url, title: query.get("title"), html: null });
    }, 5000);
    addEventListener("message", function (event) {
      var data = event.data;
      if (event.source !== window.opener || event.origin !== origin || !data || data.tearsheet !== 1 || typeof data.html !== "string" || page && page.html !== null) { return; }
      var named = webAddress(String(data.url));
      if (!named || new URL(named).origin !== origin) { return; }
      clearTimeout(waiting);
      if (data.html.length > LONGEST) {
        say("The page is too large to be handed over.");
        return;
      }
      say("");
      show({ url: named, title: String(data.title || ""), html: data.html });
    });
    if (window.opener) { window.opener.postMessage("tearsheet-ready", origin); }
    say("Waiting for the page…");
  }

  byId("code").value = bookmarklet(location.origin);
  byId("bookmarklet").href = byId("code").value;
  byId("bookmarklet").addEventListener("click", function (event) {
    event.preventDefault();
    say("Drag it to the bookmarks bar; it does its work on other pages.");
  });
  byId("take").addEventListener("submit", function (event) { event.preventDefault(); send(); });
  byId("token-form").addEventListener("submit", function (event) {
    event.preventDefault();
    if (byId("token").value.trim()) { localStorage.setItem(KEY, byId("token").value.trim()); }
    byId("token").value = "";
    say("");
    showToken();
    if (page) { check(page.url); }
  });
  byId("forget").addEventListener("click", function () { localStorage.removeItem(KEY); showToken(); });
  showToken();

  // Those who share put the address where they like.
  var shared = webAddress(query.get("url")) || webAddress(query.get("text")) || webAddress(query.get("title"));
  if (shared && query.get("from") === "bookmarklet") {
    listen(shared);
  } else if (shared) {
    show({ url: shared, title: query.get("title"), html: null });
  } else if (location.search) {
    say("Nothing with an address was shared.");
  }
})();
