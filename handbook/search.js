// What is found first: a page whose id is asked for, then rules, pages for readers and acts before facts and pages for programmers; of two alike
// the one with the shorter title. Lists, which hold every word, come last. Sphinx itself counts where the words stand, and sorts by the alphabet.
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0, // of Sphinx, as they were
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
  rooms: { rules: 8, acts: 6, stories: 3, lists: 0, facts: 0, reference: -2, developer: -2 },
  score([page, title, , , score]) {
    const asked = (new URLSearchParams(window.location.search).get("q") ?? "").trim().toLowerCase();
    const [room, name = ""] = page.split("/");
    if (name === "index") return score - 100;
    if (name && name.toLowerCase() === asked) return score + 100;
    const beginnings = asked.split(/\s+/).map((word) => word.slice(0, Math.max(4, word.length - 3))); // their ends change with the case
    const named = beginnings.filter((beginning) => title.toLowerCase().includes(beginning)).length;
    return score + (this.rooms[room] ?? 4) + 6 * named - title.length / 50;
  },
};
