/**
 * Where the boxes and lines of a lineage stand: layers from left to right, few crossings, boxes near what they are joined
 * to. Pure and without a library, so that the server and a browser draw the same; made for what a person can look at, some
 * hundred boxes.
 */

export interface Edge {
  readonly from: string
  readonly to: string
}

/** What a box takes, and the room between. */
export const BOX = { width: 208, height: 40, across: 72, between: 12 } as const

/** A long line passes through layers; it needs less room there than a box. */
const PASSAGE = 14
const SWEEPS = 8

export interface Layout {
  readonly width: number
  readonly height: number
  /** Upper left corners of the boxes. */
  readonly boxes: ReadonlyMap<string, Point>
  readonly lines: readonly (Edge & { readonly points: readonly Point[] })[]
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** A box, or the place at which a long line passes a layer. */
interface Spot {
  readonly id: string
  readonly layer: number
  readonly height: number
  readonly before: Spot[]
  readonly after: Spot[]
  /** Of its middle. */
  y: number
}

/** Lays out a graph without cycles. Boxes keep the order of `ids` where nothing speaks against it. */
export function layOut(ids: readonly string[], edges: readonly Edge[]): Layout {
  const known = new Set(ids)
  const inside = edges.filter(({ from, to }) => known.has(from) && known.has(to))
  const layerOf = layersOf(ids, inside)
  const spots = new Map(ids.map(id => [id, spot(id, layerOf.get(id)!, BOX.height)]))
  const chains = inside.map(edge => ({ edge, chain: joined(spots, edge) }))
  const layers = layersOfSpots([...spots.values(), ...chains.flatMap(({ chain }) => chain)])
  order(layers)
  const height = place(layers)
  const x = (layer: number) => layer * (BOX.width + BOX.across)
  return {
    width: Math.max(0, x(layers.length) - BOX.across),
    height,
    boxes: new Map(
      [...spots].map(([id, { layer, y }]) => [id, { x: x(layer), y: y - BOX.height / 2 }]),
    ),
    lines: chains.map(({ edge, chain }) => ({
      ...edge,
      points: [
        { x: x(layerOf.get(edge.from)!) + BOX.width, y: spots.get(edge.from)!.y },
        ...chain.flatMap(({ layer, y }) => [
          { x: x(layer), y },
          { x: x(layer) + BOX.width, y },
        ]),
        { x: x(layerOf.get(edge.to)!), y: spots.get(edge.to)!.y },
      ],
    })),
  }
}

const spot = (id: string, layer: number, height: number): Spot => {
  return { id, layer, height, before: [], after: [], y: 0 }
}

/** Each node right of all that it reads; what nothing leads to stands just before what reads it first. */
function layersOf(ids: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const parents = grouped(edges, 'to', 'from')
  const children = grouped(edges, 'from', 'to')
  const open = new Map(ids.map(id => [id, parents.get(id)?.length ?? 0]))
  const ready = ids.filter(id => open.get(id) === 0)
  const layers = new Map<string, number>()
  for (const id of ready) {
    layers.set(id, Math.max(-1, ...(parents.get(id) ?? []).map(one => layers.get(one)!)) + 1)
    for (const child of children.get(id) ?? []) {
      open.set(child, open.get(child)! - 1)
      if (open.get(child) === 0) ready.push(child)
    }
  }
  for (const id of ids) {
    if (!layers.has(id)) throw new Error(`${id} is part of a cycle`)
    const next = children.get(id)
    if (next !== undefined && !parents.has(id))
      layers.set(id, Math.min(...next.map(child => layers.get(child)!)) - 1)
  }
  return layers
}

function grouped(edges: readonly Edge[], by: keyof Edge, what: keyof Edge) {
  const groups = new Map<string, string[]>()
  for (const edge of edges) {
    const group = groups.get(edge[by])
    if (group === undefined) groups.set(edge[by], [edge[what]])
    else group.push(edge[what])
  }
  return groups
}

/** Joins two boxes by spots in the layers between; returns those. */
function joined(spots: ReadonlyMap<string, Spot>, { from, to }: Edge): readonly Spot[] {
  const [start, end] = [spots.get(from)!, spots.get(to)!]
  const chain: Spot[] = []
  for (let layer = start.layer + 1; layer < end.layer; layer++)
    chain.push(spot(`${from} ${to} ${layer}`, layer, PASSAGE))
  const all = [start, ...chain, end]
  for (let at = 1; at < all.length; at++) {
    all[at - 1]!.after.push(all[at]!)
    all[at]!.before.push(all[at - 1]!)
  }
  return chain
}

function layersOfSpots(spots: readonly Spot[]): Spot[][] {
  const last = spots.reduce((most, { layer }) => Math.max(most, layer), -1)
  const layers: Spot[][] = Array.from({ length: last + 1 }, () => [])
  for (const one of spots) layers[one.layer]!.push(one)
  return layers
}

/** Few crossings: each layer in the order of the middles of its neighbours, to and fro. */
function order(layers: Spot[][]): void {
  for (const layer of layers) number(layer)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0
    for (const layer of forward ? layers : layers.toReversed()) {
      const wish = new Map(layer.map(one => [one, middle(forward ? one.before : one.after, one)]))
      layer.sort((a, b) => wish.get(a)! - wish.get(b)!)
      number(layer)
    }
  }
}

/** Until they are placed, `y` is the rank, as a share of the layer: layers differ in length. */
function number(layer: readonly Spot[]): void {
  for (const [at, one] of layer.entries()) one.y = (at + 0.5) / layer.length
}

function middle(neighbours: readonly Spot[], own: Spot): number {
  if (neighbours.length === 0) return own.y
  return neighbours.reduce((sum, { y }) => sum + y, 0) / neighbours.length
}

/** Heights in pixels, each as near to its neighbours' as the order allows; returns the height of all. */
function place(layers: readonly (readonly Spot[])[]): number {
  for (const layer of layers) settle(layer, () => 0)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0
    for (const layer of forward ? layers : layers.toReversed())
      settle(layer, one => middle(forward ? one.before : one.after, one))
  }
  const all = layers.flat()
  const top = Math.min(...all.map(({ y, height }) => y - height / 2))
  for (const one of all) one.y = Math.round(one.y - top)
  return all.reduce((most, { y, height }) => Math.max(most, y + height / 2), 0)
}

/** Moves the spots of a layer to what each wishes, with the least that room demands (pool adjacent violators). */
function settle(layer: readonly Spot[], wish: (one: Spot) => number): void {
  const offsets: number[] = []
  for (const [at, one] of layer.entries()) {
    const above = layer[at - 1]
    const room = above === undefined ? 0 : (above.height + one.height) / 2 + BOX.between
    offsets.push((offsets.at(-1) ?? 0) + room)
  }
  const pools: { sum: number; count: number }[] = []
  for (const [at, one] of layer.entries()) {
    pools.push({ sum: wish(one) - offsets[at]!, count: 1 })
    while (pools.length > 1 && mean(pools.at(-2)!) > mean(pools.at(-1)!)) {
      const last = pools.pop()!
      const pool = pools.at(-1)!
      pool.sum += last.sum
      pool.count += last.count
    }
  }
  const places = pools.flatMap(pool => Array.from({ length: pool.count }, () => mean(pool)))
  for (const [at, one] of layer.entries()) one.y = places[at]! + offsets[at]!
}

const mean = ({ sum, count }: { readonly sum: number; readonly count: number }) => sum / count
