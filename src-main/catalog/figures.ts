import { budgetFigure } from '../domain/figures/budgetFigure'
import { densityFigure } from '../domain/figures/densityFigure'
import { dropFigure } from '../domain/figures/dropFigure'
import { interpolationByDistanceFigure } from '../domain/figures/interpolationByDistanceFigure'
import { interpolationFigure } from '../domain/figures/interpolationFigure'
import { policyFigure } from '../domain/figures/policyFigure'
import { propagationFigure } from '../domain/figures/propagationFigure'
import { defineCatalog } from './defineCatalog'

/** Every figure of a report, in the order in which it shows them. */
export const figures = defineCatalog('figure', [
  budgetFigure,
  densityFigure,
  dropFigure,
  propagationFigure,
  policyFigure,
  interpolationFigure,
  interpolationByDistanceFigure,
])
