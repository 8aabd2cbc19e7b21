// The parts of proj4 that the viewer bundles: the whole of it would be four times as large.
declare module 'proj4/lib/core' {
  const proj4: (from: unknown, to: unknown, coordinates: [number, number]) => number[];
  export default proj4;
}
declare module 'proj4/lib/Proj' {
  interface Proj {
    forward(coordinates: [number, number]): number[];
  }
  const Proj: {
    (code: string): Proj;
    projections: { add(projection: unknown): void };
  };
  export default Proj;
}
declare module 'proj4/lib/defs' {
  const defs: (code: string, definition: string) => void;
  export default defs;
}
declare module 'proj4/lib/projections/sterea' {
  const sterea: unknown;
  export default sterea;
}
declare module '*.css';
