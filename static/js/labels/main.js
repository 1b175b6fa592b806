// The labelling page: the participants' question and their way through it, with labels instead.

import { Api } from "../question/api.js";
import { AnswerQueue } from "../question/queue.js";
import { showSaving } from "../question/saving.js";
import { Store } from "../question/store.js";
import { Survey } from "../question/survey.js";
import { LabelScreen } from "./screen.js";

const page = JSON.parse(document.getElementById("page").textContent);

const api = new Api(page.api, page.csrf);
const screen = new LabelScreen(page.texts, page);
const queue = new AnswerQueue((labels) => api.send(labels), new Store(page.owner));
showSaving(queue, screen);

const survey = new Survey({
  api,
  queue,
  screen,
  tabs: self.BroadcastChannel && new BroadcastChannel(`pyojeong ${page.owner}`),
  leave: (next = page.start) => location.replace(next),
});
survey.start({ known: page.state });
