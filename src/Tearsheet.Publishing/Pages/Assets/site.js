// Every page is whole without this script. It adds two comforts: a button that copies the command of the proof,
// and, where the server names it, the address of the tree that the page came from.
(function () {
  "use strict";
  var command = document.getElementById("command");
  if (command && navigator.clipboard) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy the command";
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(command.textContent.trim()).then(function () {
        button.textContent = "Copied";
      });
    });
    command.parentNode.insertAdjacentElement("afterend", button);
  }
  var root = document.getElementById("root");
  if (root && /^http/.test(location.protocol)) {
    fetch(location.href, { method: "HEAD" }).then(function (answer) {
      var roots = (answer.headers.get("X-Ipfs-Roots") || "").split(",")[0].trim();
      if (roots) {
        root.querySelector("code").textContent = roots;
        root.hidden = false;
      }
    }, function () { });
  }
})();
