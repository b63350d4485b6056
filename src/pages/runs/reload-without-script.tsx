/** For browsers without scripts: the page comes again by itself. */
import { raw } from 'hono/html'
import type { FC } from 'hono/jsx'

/** Hono would move a meta element into the head, where it holds for all; as text it stays inside. */
export const ReloadWithoutScript: FC<{ readonly seconds: number }> = ({ seconds }) => (
  <noscript>{raw(`<meta http-equiv="refresh" content="${seconds}">`)}</noscript>
)
