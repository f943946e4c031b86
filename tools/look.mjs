// Look at pages in Chromium: axe's findings, screenshots of screen and phone, and the print.
//
//   node tools/look.mjs AXE.min.js OUT PAGE.html...
//
// Fails where axe finds anything serious or critical. Chromium is $CHROMIUM or /usr/bin/chromium.
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [axeFile, out, ...pages] = process.argv.slice(2);
const axe = readFileSync(axeFile, "utf8");
mkdirSync(out, { recursive: true });
const profile = mkdtempSync(join(tmpdir(), "look-"));
const browser = spawn(process.env.CHROMIUM || "/usr/bin/chromium", [
  "--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
  "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank",
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [, , , toBrowser, fromBrowser] = browser.stdio;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let number = 0;
let rest = "";
const waiting = new Map();
const noticed = [];
fromBrowser.setEncoding("utf8");
fromBrowser.on("data", (part) => {
  const whole = (rest + part).split("\0");
  rest = whole.pop();
  for (const text of whole) {
    const told = JSON.parse(text);
    if (waiting.has(told.id)) waiting.get(told.id)(told);
    else noticed.push(told);
    waiting.delete(told.id);
  }
});
const ask = (method, params = {}, sessionId) => new Promise((done, failed) => {
  const id = ++number;
  waiting.set(id, (told) => (told.error ? failed(new Error(told.error.message)) : done(told.result)));
  toBrowser.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
});

async function look(page) {
  const name = basename(page, ".html");
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, params) => ask(method, params, sessionId);
  const run = async (expression) =>
    (await tell("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result.value;
  await tell("Page.enable");
  await tell("Network.enable");
  const began = noticed.length;
  let serious = 0;
  for (const [sort, width, height] of [["desktop", 1280, 900], ["phone", 390, 844]]) {
    await tell("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    const started = performance.now();
    await tell("Page.navigate", { url: pathToFileURL(resolve(page)).href });
    while ((await run("document.readyState")) !== "complete") await wait(100);
    await wait(1500);
    const took = ((performance.now() - started - 1500) / 1000).toFixed(1);
    await run(axe + ";0");
    for (const state of ["closed", "open"]) {
      if (state === "open") await run("document.querySelectorAll('details').forEach(function (d, n) { d.open = n < 60 && d.querySelectorAll('tr').length < 400; })");
      const found = await run("axe.run().then(function (r) { return r.violations.map(function (v) { return [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)]; }); })");
      serious += found.filter(([impact]) => impact === "serious" || impact === "critical").length;
      console.log(`${name}, ${sort}, ${state}: axe finds ${found.length}; loaded in ${took} s`);
      for (const one of found) console.log("  ", ...one);
    }
    await run("document.querySelectorAll('details').forEach(function (d) { d.open = false; })");
    const wide = await run("document.documentElement.scrollWidth");
    if (wide > width) console.log(`   wider than the screen: ${wide} of ${width}`);
    const tall = Math.min(await run("document.documentElement.scrollHeight"), 6000);
    const shot = await tell("Page.captureScreenshot", { format: "png", captureBeyondViewport: true, clip: { x: 0, y: 0, width, height: tall, scale: 1 } });
    writeFileSync(join(out, `${name}-${sort}.png`), Buffer.from(shot.data, "base64"));
  }
  await tell("Emulation.setDeviceMetricsOverride", { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false });
  await wait(500);
  const pdf = await tell("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
  writeFileSync(join(out, `${name}.pdf`), Buffer.from(pdf.data, "base64"));
  const asked = noticed.slice(began).filter((one) => one.method === "Network.requestWillBeSent")
    .map((one) => one.params.request.url).filter((url) => !/^(file|data|blob):/.test(url));
  console.log(`${name}: requests to the network: ${asked.length}`);
  await ask("Target.closeTarget", { targetId });
  return serious + asked.length;
}

let faults = 0;
for (const page of pages) faults += await look(page);
browser.kill();
console.log(faults ? `${faults} serious` : "nothing serious");
process.exit(faults ? 1 : 0);
