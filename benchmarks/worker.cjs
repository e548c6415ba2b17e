// One JavaScript engine in a long-lived process: node worker.cjs ENGINE FOLDER MODULES
// Protocol, a line each: "LINES COUNT" -> "WALL_NS CPU_NS" of that many renders, from data to a finished zip;
// "show LINES" -> one document written to FOLDER/shown.docx, "shown". The template is read once.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { createRequire } = require("module");

const [engine, folder, modules] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), "package.json"));

const engines = {
  docxtemplater() {
    const Docxtemplater = load("docxtemplater");
    const PizZip = load("pizzip");
    const template = fs.readFileSync(path.join(folder, "mustache.docx"));
    // A rendered instance is spent: its author asks for a new one, with a new zip, for each document.
    return (data) => {
      const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: false });
      document.render(data);
      return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
    };
  },
  "easy-template-x"() {
    const { TemplateHandler } = load("easy-template-x");
    const handler = new TemplateHandler();
    const template = fs.readFileSync(path.join(folder, "mustache.docx"));
    return (data) => handler.process(template, data);
  },
  carbone() {
    const carbone = load("carbone");
    const template = path.resolve(folder, "carbone.docx"); // it takes a path and opens the file each time
    return (data) =>
      new Promise((resolve, reject) =>
        carbone.render(template, data, {}, (fault, document) => (fault ? reject(fault) : resolve(document))),
      );
  },
};

const render = engines[engine]();
const kept = new Map();

function quotes(lines) {
  if (!kept.has(lines)) {
    kept.set(lines, JSON.parse(fs.readFileSync(path.join(folder, `strings-${lines}.json`), "utf8")));
  }
  return kept.get(lines);
}

async function answer(line) {
  const [first, second] = line.split(" ");
  if (first === "show") {
    fs.writeFileSync(path.join(folder, "shown.docx"), await render(quotes(second)[0]));
    return "shown";
  }
  const data = quotes(first);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let n = 0; n < Number(second); n++) await render(data[n % data.length]);
  const wall = process.hrtime.bigint() - start;
  const used = process.cpuUsage(cpu);
  return `${wall} ${(used.user + used.system) * 1000}`;
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write((await answer(line)) + "\n");
  }
})();
