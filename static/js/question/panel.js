// A calm message in place of the question, with what can be done about it.

const element = (id) => document.getElementById(id);

export const ACTIONS = ["go-on", "again", "skip", "leave", "later-instead"];

/** *actions*: the ids of the buttons and links to offer, of ACTIONS. */
export function showPanel(title, text, actions) {
  const appears = element("message").hidden;
  element("message-title").textContent = title;
  element("message-text").textContent = text;
  for (const id of ACTIONS) element(id).hidden = !actions.includes(id);
  element("stage").hidden = true;
  element("message").hidden = false;
  // A pause waits for one thing only; bad news wants to be read first.
  if (actions.includes("go-on")) element("go-on").focus();
  else if (appears) element("message").focus();
}

export function hidePanel() {
  if (element("message").hidden) return;
  element("message").hidden = true;
  element("stage").hidden = false;
  element("frame").focus();
}
