import { createVuetify, type ThemeDefinition } from 'vuetify'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'

// Grey and calm: the images are what is looked at. Accents are Okabe and Ito's, safe for colour-blind readers.
const light: ThemeDefinition = {
  dark: false,
  colors: {
    background: '#f4f5f7',
    surface: '#ffffff',
    'surface-variant': '#e6e8ec',
    'on-surface-variant': '#30343a',
    primary: '#00619e',
    secondary: '#5c6470',
    success: '#00734f',
    warning: '#8a5a00',
    error: '#b03a00',
    info: '#00619e',
  },
}
const dark: ThemeDefinition = {
  dark: true,
  colors: {
    background: '#101317',
    surface: '#191d23',
    'surface-variant': '#2a3038',
    'on-surface-variant': '#d5d9df',
    primary: '#56b4e9',
    secondary: '#9aa3af',
    success: '#2fc59b',
    warning: '#e69f00',
    error: '#ff8a5c',
    info: '#56b4e9',
  },
}

/** Vuetify 4 with our two themes; dark first, as reading rooms are. */
export function makeVuetify() {
  return createVuetify({
    icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
    theme: { defaultTheme: 'dark', themes: { light, dark } },
    defaults: {
      VBtn: { variant: 'tonal' },
      VTextField: { variant: 'outlined', density: 'compact' },
      VSelect: { variant: 'outlined', density: 'compact' },
      VAutocomplete: { variant: 'outlined', density: 'compact' },
      VCheckbox: { density: 'compact' },
      VSwitch: { color: 'primary', density: 'compact' },
      VTooltip: { openDelay: 400 },
    },
  })
}
