/** Names that a narrow screen breaks where people would: behind their underscores, dots and slashes. */
import type { FC } from 'hono/jsx'

/** Letters of a word that fits any screen. */
const SHORT = 20

/** A name, or a path. */
export const Breakable: FC<{ readonly text: string }> = ({ text }) =>
  text.length <= SHORT ? (
    <>{text}</>
  ) : (
    <>
      {text.split(/(?<=[_./]+)(?![_./])/).map((part, at) => (
        <>
          {at > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  )
