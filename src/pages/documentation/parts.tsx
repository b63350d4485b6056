/** Small parts that several pages of the documentation show. */
import type { Child, FC } from 'hono/jsx'
import { markdown } from '../markdown.ts'
import { nodeName, nodePath } from './documentation.ts'
import { nodeState, StateTag } from './state-tag.tsx'
import { secondsSince, type View } from './view.ts'

/** A link to the page of a node, with its state. */
export const NodeLink: FC<{
  readonly view: View
  readonly id: string
  readonly withState?: boolean
}> = ({ view, id, withState = false }) => {
  const node = view.documentation.manifest.nodes.get(id)
  const macro = view.documentation.macros.get(id)
  const name = node === undefined ? (macro?.name ?? id) : nodeName(node)
  const state = withState ? nodeState(view.state, id) : undefined
  return (
    <>
      <a class="wrap" href={view.page.links.to(nodePath(id))}>
        {name}
      </a>
      {state !== undefined && state.tone !== 'good' && (
        <>
          {' '}
          <StateTag language={view.page.language} state={state} />
        </>
      )}
    </>
  )
}

/** When something was: how long ago where one is served, the moment itself in a file, which grows old. */
export const When: FC<{ readonly view: View; readonly time: string }> = ({ view, time }) => {
  const { format, links } = view.page
  const exact = `${format.dateTime(time)} UTC`
  if (!links.isServed) return <>{exact}</>
  return (
    <time datetime={time} title={exact} class="nowrap">
      {format.ago(secondsSince(view.page, time))}
    </time>
  )
}

/** A description; nothing where there is none. The renderer lets no HTML through, so it may stand in the page as it is. */
export const Description: FC<{ readonly text: string }> = ({ text }) =>
  text.trim() === '' ? null : (
    <div class="markdown" dangerouslySetInnerHTML={{ __html: markdown(text) }} />
  )

/** A block of a page with a heading; nothing where it has nothing to show. */
export const Block: FC<{
  readonly title: string
  readonly id?: string
  readonly children?: Child
}> = ({ title, id, children }) => (
  <section class="block" id={id}>
    <h2>{title}</h2>
    {children}
  </section>
)

/** That the state is missing or old, above what would show it. */
export const StateNotice: FC<{ readonly view: View }> = ({ view }) => {
  const { problem, state, page, t } = view
  if (view.isBeingRead)
    return (
      <p class="notice" data-reload>
        {t('stateBeingRead')}
      </p>
    )
  if (problem !== undefined)
    return <p class="notice warn">{t('stateUnknown', { reason: problem })}</p>
  if (state === undefined || !page.links.isServed) return null
  const age = (page.now.getTime() - state.readAt.getTime()) / 1000
  return age < 90 ? null : <p class="notice">{t('stateOld', { ago: page.format.ago(age) })}</p>
}

/** Text with what stands in backticks as code. */
export function withCode(text: string): readonly Child[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code>{part}</code> : part))
}
