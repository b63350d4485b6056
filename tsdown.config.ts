import { defineConfig } from 'tsdown'

/**
 * Each chunk costs a start about a millisecond, and code that is not needed costs too. So: what every call reads is one
 * chunk, what every command reads another, what the rooms share a third; all else stays as the imports split it.
 * A group takes what its files import along, unless a group of higher priority has it.
 */
const groups = [
  {
    name: 'start',
    priority: 3,
    test: /package\.json$|src\/cli\/((main|words|commands|exit-code|terminal)|print\/paint)\.ts$/,
  },
  {
    name: 'command-line',
    priority: 1,
    test: /commander|src\/cli\/(print\/)?(?!help|command-help|confirm|run-command)[a-z-]+\.ts$/,
  },
  {
    name: 'base',
    priority: 2,
    test: /src\/(errors|util)\/|adapters\/database-error|sql\/relation|project\/find-project|project\/read-text/,
  },
]

/** Settings of everything that runs in a browser; `dist/assets` is served and copied as it is. */
const browser = {
  platform: 'browser',
  target: 'es2022',
  outDir: 'dist/assets',
  tsconfig: 'src/pages/browser/tsconfig.json',
  dts: false,
  clean: false,
  minify: true,
  deps: { alwaysBundle: /^hono/, onlyBundle: false },
  fixedExtension: false,
  outputOptions: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
} as const

export default defineConfig([
  {
    entry: {
      bin: 'src/bin.ts',
      index: 'src/index.ts',
      'pglite-worker': 'src/adapters/pglite/worker.ts',
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: { entry: 'src/index.ts' },
    clean: true,
    fixedExtension: false,
    // Every command reads its flags with commander: inlined it costs half of what its own files do.
    deps: { alwaysBundle: ['commander'], onlyBundle: false },
    outputOptions: { codeSplitting: { groups } },
    copy: [{ from: 'src/pages/assets/*', to: 'dist/assets' }],
  },
  // Modules of the pages that a server shows: an entry for each that a page names.
  {
    ...browser,
    format: 'esm',
    entry: {
      app: 'src/pages/browser/app.ts',
      dashboard: 'src/pages/browser/dashboard.ts',
      runs: 'src/pages/browser/runs.ts',
    },
  },
  // What runs before a page is drawn.
  { ...browser, format: 'iife', entry: { theme: 'src/pages/browser/classic/theme.ts' } },
  // A static site: browsers load no modules from files.
  { ...browser, format: 'iife', entry: { site: 'src/pages/browser/site/site.ts' } },
])
