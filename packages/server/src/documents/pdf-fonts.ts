import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

// In the order in which a letter is looked for: Latin, Greek and Cyrillic; Arabic, Hebrew, Armenian, Georgian and
// signs; Japanese. All of them come from packages, so that a document looks the same on every machine.
const files = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
] as const;

/** The fonts of documents, as bytes. */
export const readFonts = (): Buffer[] => files.map((file) => readFileSync(resolve(file)));
