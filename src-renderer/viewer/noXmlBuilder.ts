/** Stands in for `xmlbuilder2` (electron.vite.config.ts), which vtk.js imports for XML readers that are never used here. */
export function create(): never {
  throw new Error('XML is neither read nor written in the window.')
}
