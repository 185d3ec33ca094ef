// SPDX-License-Identifier: MIT
// Opens each report as a phone and a desk see it, light and dark, and prints
// it: nothing overflows, nothing is asked of anybody, no serious fault of
// accessibility. Usage: node check.js FILE... ; TAP on standard output.
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let count = 0;
function ok(good, name, detail) {
  console.log(`${good ? '' : 'not '}ok ${++count} - ${name}`);
  if (!good) {
    console.log('# ' + JSON.stringify(detail));
    process.exitCode = 1;
  }
}

// Elements that stick out of the window; the header row that a phone hides is
// out of the way on purpose.
function overflowing() {
  const out = [];
  for (const e of document.querySelectorAll('body *')) {
    const box = e.getBoundingClientRect();
    if ((box.right > innerWidth + 1 || box.left < -1) && !e.closest('thead'))
      out.push(e.tagName + ' ' + (e.textContent || '').slice(0, 30));
  }
  if (document.documentElement.scrollWidth > innerWidth) out.push('page');
  return out;
}

// Letters of a chart that run over its edge or into each other.
function cutText() {
  const out = [];
  for (const svg of document.querySelectorAll('svg')) {
    const edge = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < edge.left - 2 || box.right > edge.right + 2)
        out.push(text.textContent);
    }
  }
  return out;
}

async function look(browser, file, scheme, width) {
  const page = await newPage(browser);
  const asked = [], said = [];
  const name = `${path.basename(file)}, ${scheme}, ${width} pixels`;

  page.on('request', (r) => {
    if (!/^(file|data):/.test(r.url())) asked.push(r.url());
  });
  page.on('console', (m) => said.push(m.text()));
  page.on('pageerror', (e) => said.push(String(e)));
  await page.emulateMediaFeatures(
      [{name: 'prefers-color-scheme', value: scheme}]);
  await page.setViewport({width, height: 900});
  await page.goto('file://' + path.resolve(file));
  const over = await page.evaluate(overflowing);
  ok(over.length === 0, `${name}: nothing overflows`, over);
  const cut = await page.evaluate(cutText);
  ok(cut.length === 0, `${name}: no text of a chart is cut`, cut);
  ok(asked.length === 0, `${name}: asks nobody`, asked);
  ok(said.length === 0, `${name}: console is silent`, said);
  await page.close();

  // The page's own policy forbids scripts; axe is one.
  const audit = await newPage(browser);
  await audit.setBypassCSP(true);
  await audit.emulateMediaFeatures(
      [{name: 'prefers-color-scheme', value: scheme}]);
  await audit.setViewport({width, height: 900});
  await audit.goto('file://' + path.resolve(file));
  await audit.evaluate(axe);
  const result = await audit.evaluate('axe.run()');
  const bad = result.violations.filter(
      (v) => v.impact === 'serious' || v.impact === 'critical');
  ok(bad.length === 0, `${name}: axe finds nothing serious`,
      bad.map((v) => v.id + ' ' + v.nodes[0].html));
  await audit.close();
}

// A busy machine is waited for; /dev/shm may be small. Where no browser starts
// at all (a sandbox that forbids it) there is nothing to look with.
async function start() {
  let why;
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await puppeteer.launch({
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
        timeout: 120000,
        protocolTimeout: 300000,
      });
    } catch (e) {
      why = e;
    }
  }
  console.log('1..0 # SKIP the browser does not start here: ' +
      String(why).split('\n')[0]);
  process.exit(0);
}

async function newPage(browser) {
  const page = await browser.newPage();
  page.setDefaultTimeout(120000);
  return page;
}

(async () => {
  const browser = await start();
  for (const file of process.argv.slice(2)) {
    for (const scheme of ['light', 'dark'])
      for (const width of [390, 1280])
        await look(browser, file, scheme, width);
    const page = await newPage(browser);
    await page.goto('file://' + path.resolve(file));
    const pdf = await page.pdf(
        {format: 'A4', preferCSSPageSize: true, timeout: 120000});
    // Every page of an A4 sheet, none of another size.
    const sizes = Buffer.from(pdf).toString('latin1')
        .match(/\/MediaBox ?\[[^\]]*\]/g) || [];
    ok(sizes.length > 0 && sizes.every((s) => /\b59[45][.\d]* 84[12]/.test(s)),
        `${path.basename(file)}: prints on A4`, sizes.slice(0, 3));
    await page.close();
  }
  await browser.close();
  console.log(`1..${count}`);
})();
