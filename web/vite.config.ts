import { defineConfig } from 'vite';

// The page is served under a policy that allows nothing inline and nothing from elsewhere, so every asset stays a file.
// Its own addresses are relative, so that it also works below a path of a proxy.
export default defineConfig({
  root: 'src/main/web',
  base: './',
  build: {
    outDir: '../../../target/page/site',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 800,
    // The licence of three.js asks that its notice stays with it.
    rolldownOptions: { output: { comments: { legal: true, annotation: false, jsdoc: false } } },
  },
  // For "npm run dev": the service beside, as "./vitruvian serve" starts it.
  server: {
    proxy: { '/v1': { target: 'http://127.0.0.1:8080', ws: true } },
  },
});
