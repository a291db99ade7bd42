import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In development the portal talks to a server started beside it. */
const server = process.env.KONTOR_PUBLIC_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/kontor': server } },
});
