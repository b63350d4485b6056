import { defineConfig } from 'tsdown'

export default defineConfig({
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
  // Every start reads its flags with commander: inlined it costs half of what its own files do.
  deps: { alwaysBundle: ['commander'], onlyBundle: false },
})
