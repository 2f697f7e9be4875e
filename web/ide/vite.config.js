// Builds ide.html into ../static under stable names, with the notices of every package bundled.
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const NOTICES = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;
const INSIDE_MONACO = `monaco-editor contains, beside what its notices below name:
codicon.ttf, Visual Studio Code icons, (c) Microsoft, unchanged (CC-BY-4.0): https://github.com/microsoft/vscode-codicons
DOMPurify 3.1.7, (c) Cure53 and other contributors (Apache-2.0 OR MPL-2.0): https://github.com/cure53/DOMPurify`;
const packages = new Map(); // folder -> what its notices say; the workers' builds add to it too

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const files = readdirSync(folder).filter(file => NOTICES.test(file)).sort();
  const texts = files.map(file => readFileSync(folder + file, 'utf8').replaceAll('\r\n', '\n').trim());
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}

function collectNotices(bundle) {
  for (const id of Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)) {
    const folder = id.match(/^[^\0]*\/node_modules\/(@[^/]+\/)?[^/]+\//)?.[0];
    if (folder && !packages.has(folder)) packages.set(folder, readPackage(folder));
  }
}

/** All titles, then each licence text once, below the titles of the packages it came with. */
function printNotices() {
  const found = [...packages.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
  const titles = text => [...new Set(found.filter(p => text === undefined || p.text === text).map(p => p.title))];
  const texts = [...new Set(found.map(p => p.text))].filter(Boolean);
  const parts = texts.map(text => `${'='.repeat(80)}\n${titles(text).join('\n')}\n\n${text}\n`);
  return `Packages bundled in ide.html and ide/\n\n${titles().join('\n')}\n\n${INSIDE_MONACO}\n\n${parts.join('\n')}`;
}

const notices = ({ print }) => ({
  name: 'notices',
  generateBundle(_, bundle) {
    collectNotices(bundle);
    if (print) this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: printNotices() });
  },
});

// One file for the page and one for each worker: names stay stable, and pieces would all come from this host anyway.
const rolldownOptions = {
  checks: { moduleLevelDirective: false }, // "use client" says nothing to a page without a server side
  output: {
    codeSplitting: false,
    entryFileNames: 'ide/[name].js',
    assetFileNames: 'ide/[name][extname]',
  },
};

export default defineConfig({
  base: '/static/',
  build: {
    outDir: '../static',
    emptyOutDir: false, // other pages live there; the build script empties ide/
    chunkSizeWarningLimit: 8000, // kB; Monaco is large
    rolldownOptions: { input: 'ide.html', ...rolldownOptions },
  },
  plugins: [notices({ print: true })],
  worker: { format: 'es', plugins: () => [notices({ print: false })], rolldownOptions },
});
