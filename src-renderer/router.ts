import {
  mdiChartBellCurveCumulative,
  mdiChartBoxOutline,
  mdiCheckDecagramOutline,
  mdiCubeScan,
  mdiFolderMultipleImage,
  mdiFormatListChecks,
  mdiLayersTriple,
} from '@mdi/js'
import { createRouter, createWebHashHistory, type Router } from 'vue-router'

/** The pages in the order of the work; each is loaded when it is first opened. */
export const PAGES = [
  {
    name: 'studies',
    title: 'Studies',
    icon: mdiFolderMultipleImage,
    load: () => import('./pages/studies/StudiesPage.vue'),
  },
  { name: 'viewer', title: 'Viewer', icon: mdiCubeScan, load: () => import('./pages/viewer/ViewerPage.vue') },
  { name: 'plan', title: 'Plan', icon: mdiFormatListChecks, load: () => import('./pages/plan/PlanPage.vue') },
  {
    name: 'propagate',
    title: 'Propagate',
    icon: mdiLayersTriple,
    load: () => import('./pages/propagation/PropagationPage.vue'),
  },
  {
    name: 'review',
    title: 'Review',
    icon: mdiCheckDecagramOutline,
    load: () => import('./pages/review/ReviewPage.vue'),
  },
  {
    name: 'experiments',
    title: 'Experiments',
    icon: mdiChartBellCurveCumulative,
    load: () => import('./pages/experiments/ExperimentsPage.vue'),
  },
  {
    name: 'analysis',
    title: 'Analysis',
    icon: mdiChartBoxOutline,
    load: () => import('./pages/analysis/AnalysisPage.vue'),
  },
] as const

export function makeRouter(): Router {
  return createRouter({
    // A hash keeps pages apart without the host having to know them.
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/studies' },
      // What is looked at (case, plan, experiment) is in the query, so that a reload shows it again.
      ...PAGES.map(({ name, load }) => ({ path: `/${name}`, name, component: load })),
    ],
  })
}
