import { Select } from '@fluentui/react-components';
import { useReader } from '../ui/reader.ts';

const hour = 3600;
const day = 24 * hour;
export const defaultLifetime = 7 * day;

export const defaultRevealLifetime = day;

const lifetimes = [
  { seconds: hour, key: 'download.lifetime.hour' },
  { seconds: day, key: 'download.lifetime.day' },
  { seconds: defaultLifetime, key: 'download.lifetime.week' },
  { seconds: 30 * day, key: 'download.lifetime.month' },
] as const;

type Props = {
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
  /** The longest that the server allows; 30 days where it is not said. */
  readonly atMost?: number;
};

/** How long a copied link works; the server allows one hour to thirty days. */
export function LinkLifetime({ seconds, onChange, atMost = 30 * day }: Props) {
  const { t } = useReader();
  return (
    <Select
      aria-label={t('download.lifetime')}
      value={String(seconds)}
      onChange={(_, { value }) => onChange(Number(value))}
    >
      {lifetimes
        .filter((lifetime) => lifetime.seconds <= atMost)
        .map((lifetime) => (
          <option key={lifetime.seconds} value={lifetime.seconds}>
            {t(lifetime.key)}
          </option>
        ))}
    </Select>
  );
}
