// Lines of a screen as elements: for the form of a notebook and for pages that are files. Old browsers read it too.

function element(name, text, ...inside) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  inside.forEach((part) => made.appendChild(typeof part === "string" ? document.createTextNode(part) : part));
  return made;
}

// Lines that begin with a dash are items of a list; those set in further belong to the item above.
function block(lines) {
  const parts = [];
  let list = null;
  for (const line of lines) {
    if (line.startsWith("  - ")) {
      if (!list) parts.push((list = element("ul")));
      list.appendChild(element("li", line.slice(4)));
    } else if (line.startsWith(" ") && list) {
      list.lastChild.appendChild(element("br"));
      list.lastChild.appendChild(document.createTextNode(line.trim()));
    } else if (line) {
      list = null;
      parts.push(element("p", line));
    }
  }
  return parts;
}

