// Where figures come from: the server of the page, or what is stored in it.

import { Served } from "./served.js";
import { Stored } from "./stored.js";

export function source() {
  const held = document.getElementById("stored");
  return held ? new Stored(JSON.parse(held.textContent)) : new Served();
}
