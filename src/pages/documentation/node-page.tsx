/** The page of a node or macro: what it is, what it has, who made it of what, and how it went. */
import type { Child, FC } from 'hono/jsx'
import type { MacroDefinition } from '../../compile/facts.ts'
import type { Node } from '../../compile/manifest.ts'
import type { PastResult } from '../../state/history.ts'
import type { DescribedColumn } from '../../workspace/described-columns.ts'
import { Diagram } from '../lineage/diagram.tsx'
import { neighbourhood, type Opened } from '../lineage/neighbourhood.ts'
import type { PageContent } from '../page.ts'
import { Breakable } from '../shell/breakable.tsx'
import { Code } from './code.tsx'
import { materializationOf, nodeName, templateOf } from './documentation.ts'
import { lineageNode } from './lineage-node.ts'
import { NodeAside } from './node-aside.tsx'
import { ColumnTable } from './node-columns.tsx'
import { ConfigBlock } from './node-config.tsx'
import { EndpointParameters } from './node-parameters.tsx'
import { ResultTable } from './node-results.tsx'
import { TestTable } from './node-tests.tsx'
import { Block, Description, NodeLink, StateNotice } from './parts.tsx'
import { referenceHref } from './reference-href.ts'
import { nodeState, StateTag } from './state-tag.tsx'
import type { View } from './view.ts'

/** What is asked for one page alone. */
export interface NodeExtras {
  /** Columns as the database has them. */
  readonly columns?: readonly DescribedColumn[]
  /** Compiled SQL, or why there is none. */
  readonly compiled?: { readonly text: string } | { readonly problem: string }
  /** Results of this node, the newest first. */
  readonly results?: readonly PastResult[]
}

/** Its content. */
export function nodePage(view: View, node: Node, extras: NodeExtras): PageContent {
  const { t } = view
  const section = node.kind === 'test' || node.kind === 'endpoint' ? undefined : 'models'
  const body = (
    <>
      <Head view={view} kind={t(node.kind)} name={nodeName(node)}>
        <StateTag language={view.page.language} state={nodeState(view.state, node.id)} />
        {materializationOf(node) !== node.kind && (
          <span class="tag">{materializationOf(node)}</span>
        )}
      </Head>
      <StateNotice view={view} />
      <div class="columns">
        <Intro text={descriptionOf(node)} />
        <NodeAside view={view} node={node} />
        <div class="main">
          {node.kind !== 'test' && <LineageBlock view={view} id={node.id} />}
          {'columns' in node && <ColumnTable view={view} node={node} described={extras.columns} />}
          {node.kind === 'endpoint' && <EndpointParameters view={view} node={node} />}
          {'relation' in node && <TestTable view={view} id={node.id} />}
          <CodeBlocks view={view} node={node} compiled={extras.compiled} />
          <ConfigBlock view={view} node={node} />
          <ResultTable view={view} results={extras.results ?? []} />
        </div>
      </div>
    </>
  )
  return { title: nodeName(node), ...(section && { section }), body }
}

function descriptionOf(node: Node): string {
  if (node.kind !== 'source') return node.description
  return [node.description, node.declaration.sourceDescription].filter(Boolean).join('\n\n')
}

/** Before all else, on a phone too. */
const Intro: FC<{ text: string }> = ({ text }) =>
  text.trim() === '' ? null : (
    <div class="intro">
      <Description text={text} />
    </div>
  )

interface HeadProps {
  readonly view: View
  readonly kind: string
  readonly name: string
  readonly children?: Child
}

const Head: FC<HeadProps> = ({ kind, name, children }) => (
  <div class="page-head">
    <h1 class="wrap">
      <small class="kind">{kind}</small> <Breakable text={name} />
    </h1>
    <span class="tags">{children}</span>
  </div>
)

const NONE: Opened = { up: [], down: [] }

const LineageBlock: FC<{ view: View; id: string }> = ({ view, id }) => {
  const { page, documentation, t } = view
  const shown = neighbourhood(documentation.lineage, id, NONE)
  if (shown.ids.length === 1) return null
  const path = `/lineage/${encodeURIComponent(id)}`
  // Thousands of drawings are most of a static site: there a script makes the one that is looked at.
  if (!page.links.isServed)
    return (
      <Block title={t('lineage')} id="lineage">
        <div class="lineage" data-draw={id} />
      </Block>
    )
  return (
    <Block title={t('lineage')} id="lineage">
      <Diagram
        language={page.language}
        focus={id}
        shown={shown}
        opened={NONE}
        node={lineageNode(view)}
        openHref={({ up, down }) =>
          page.links.to(path, { up: up.join(' ') || undefined, down: down.join(' ') || undefined })
        }
      />
      <p class="small">
        <a href={page.links.to(path)}>{t('larger')}</a>
      </p>
    </Block>
  )
}

interface CodeBlocksProps {
  readonly view: View
  readonly node: Node
  readonly compiled: NodeExtras['compiled']
}

const CodeBlocks: FC<CodeBlocksProps> = ({ view, node, compiled }) => {
  const { t } = view
  const template = templateOf(node)
  const isScript = node.kind === 'model' && node.script !== undefined
  const text = compiled !== undefined && 'text' in compiled ? compiled.text : undefined
  const differs = !isScript && text !== undefined && text.trim() !== template?.text.trim()
  const problem = compiled !== undefined && 'problem' in compiled ? compiled.problem : undefined
  if (template === undefined && text === undefined) return null
  return (
    <Block title={t('code')} id="code">
      {template && (
        <details class="code-block" open>
          <summary>
            {t('template')} <span class="muted wrap">{template.path}</span>
          </summary>
          <Code
            text={template.text}
            label={t('template')}
            language={isScript ? 'ts' : 'sql'}
            href={referenceHref(view)}
            isPlain={!view.page.links.isServed}
            anchor="L"
          />
        </details>
      )}
      {differs && (
        <details class="code-block" open={template === undefined}>
          <summary>{t('compiled')}</summary>
          <Code
            text={text}
            label={t('compiled')}
            language="sql"
            isPlain={!view.page.links.isServed}
            anchor="C"
          />
        </details>
      )}
      {problem !== undefined && <p class="notice warn">{t('notCompiled', { reason: problem })}</p>}
    </Block>
  )
}

/** The page of a macro of the project. */
export function macroPage(view: View, id: string, macro: MacroDefinition): PageContent {
  const { t, documentation } = view
  const users = documentation.macroUsers.get(id) ?? []
  const body = (
    <>
      <Head view={view} kind={t('macro')} name={macro.name} />
      <div class="columns">
        <Intro text={documentation.macroDescriptions.get(macro.name) ?? ''} />
        <aside class="aside">
          <section class="card">
            <h2>{t('parameters')}</h2>
            {macro.parameters.length + Object.keys(macro.defaults).length === 0 && (
              <p class="muted">{t('none')}</p>
            )}
            <ul class="plain mono">
              {macro.parameters.map(name => (
                <li>{name}</li>
              ))}
              {Object.entries(macro.defaults).map(([name, value]) => (
                <li>{`${name} = ${JSON.stringify(value)}`}</li>
              ))}
            </ul>
          </section>
          <section class="card">
            <h2>
              {t('usedBy')} <span class="count">{users.length}</span>
            </h2>
            <ul class="plain flowing">
              {users.map(user => (
                <li>
                  <NodeLink view={view} id={user} />
                </li>
              ))}
            </ul>
          </section>
        </aside>
        <div class="main">
          <Block title={t('code')} id="code">
            <details class="code-block" open>
              <summary>
                {t('template')} <span class="muted wrap">{macro.path}</span>
              </summary>
              <Code
                text={macro.facts.text}
                label={t('code')}
                language={macro.language === 'ts' ? 'ts' : 'sql'}
                href={referenceHref(view)}
                isPlain={!view.page.links.isServed}
                anchor="L"
              />
            </details>
          </Block>
        </div>
      </div>
    </>
  )
  return { title: macro.name, body }
}
