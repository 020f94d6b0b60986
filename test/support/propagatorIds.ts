/** Everything that the catalog of propagators lists, in its order; written out, so that a method that vanishes is noticed. */
export const PROPAGATOR_IDS = [
  'nearest',
  'signed-distance',
  'aligned-shape',
  'morphological-contour',
  'sli2vol',
  'ssa',
  'cohort',
  'auto',
]
