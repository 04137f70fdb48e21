// Where a person stands, in one word, and what the first sentence counts: the same states as in the library.

const STEPS = { propose: "proposal", consult: "advice", find_out: "find_out" };
const OTHER_GROUNDS = ["assists_investigation", "child"]; // of admission: the person was not admitted as a victim
const NO_CONTENT = ["none", "no_decision"]; // members that say that nothing was given or decided

function isSign(fact) {
  return fact.polarity !== "neutral" && fact.values.length === 2 && typeof fact.values[0] === "boolean" && !fact.judgement && !fact.derived;
}

// "seen", "absent", "maybe" or "open".
function signState(fact, person) {
  if (person.known.has(fact.id)) return person.known.get(fact.id) === (fact.polarity === "risk") ? "seen" : "absent";
  return person.marks.get(fact.id) === "maybe" ? "maybe" : "open";
}

function standing(program, person, step) {
  const read = inOrder(program, step.rule.first.reduce((all, slot) => [...all, ...program.diagrams.facts[slot]], []));
  const every = [...program.fact.values()].filter(isSign);
  const signs = every.filter((fact) => fact.element !== "safety" || read.includes(fact.id));
  const statesOfSigns = (facts) => new Set(facts.map((fact) => signState(fact, person)));
  const safety = statesOfSigns(every.filter((fact) => !signs.includes(fact)));
  const seen = statesOfSigns(signs);
  safety.delete("open");
  const there = (states) => states.has("seen") || states.has("maybe");
  return {
    state: stateOf(person.known, new Set([...seen, ...[...safety].filter((each) => each !== "absent")]), step),
    declined: signs.filter((fact) => person.marks.get(fact.id) === "declined").length,
    findings: read.filter((name) => isFinding(program.fact.get(name), person.known.get(name))),
    safety: there(safety) && !there(seen),
    askedSafety: safety.size > 0,
  };
}

function isFinding(fact, item) {
  if (fact.polarity !== "neutral" || fact.wish || fact.derived || !(fact.element === "law" || fact.judgement)) return false;
  return fact.judgement ? item !== undefined : item === true || (typeof item === "string" && !NO_CONTENT.includes(item));
}

function stateOf(known, signs, step) {
  const ground = known.get("admission_ground");
  const admitted = known.get("admitted_to_assistance_system") === true || ground === "victim";
  if (admitted && !OTHER_GROUNDS.includes(ground) && known.get("removal_from_system_decided") !== true) return "in_system";
  if (STEPS[step.floor]) return STEPS[step.floor];
  const found = [["seen", "too_few"], ["maybe", "perhaps"], ["absent", "no_sign"]].find(([name]) => signs.has(name));
  return found ? found[1] : "nothing_known";
}
