import { Graph, layout } from '@dagrejs/dagre';

/** A box with its place: the middle of it. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A line from a box to one above it, by the points that it passes. */
export interface Line {
  readonly from: number;
  readonly to: number;
  readonly points: readonly Place[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In the order of the boxes. */
  readonly places: readonly Place[];
  readonly lines: readonly Line[];
}

/** A box, and those above it to which a line leads, by their places in the list. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly parents: readonly number[];
}

// In pixels, as all of the drawing.
const spacing = { nodesep: 28, ranksep: 30, edgesep: 14 };

/** Places boxes in layers, each below its parents, with few crossings. */
export function layOut(boxes: readonly Box[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ...spacing });
  graph.setDefaultEdgeLabel(() => ({}));
  // Numbers for names: IDs come from anywhere, and one may be `__proto__`.
  for (const [index, { width, height }] of boxes.entries()) graph.setNode(String(index), { width, height });
  for (const [index, { parents }] of boxes.entries()) {
    for (const parent of parents) graph.setEdge(String(parent), String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.max(0, width),
    height: Math.max(0, height),
    places: boxes.map((_, index) => {
      const { x, y } = graph.node(String(index)) as Place;
      return { x, y };
    }),
    lines: graph.edges().map((edge: { readonly v: string; readonly w: string }) => {
      const { points } = graph.edge(edge) as { points: readonly Place[] };
      return { from: Number(edge.w), to: Number(edge.v), points: points.toReversed() };
    }),
  };
}
