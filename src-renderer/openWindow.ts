import 'vuetify/styles'
import './style.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connect } from './client/connect'
import { ENGINE, HOST } from './client/injection'
import { makeRouter } from './router'
import { makeVuetify } from './theme'

const host = await connect()
createApp(App)
  .use(createPinia())
  .use(makeRouter())
  .use(makeVuetify())
  .provide(HOST, host)
  .provide(ENGINE, host.engine)
  .mount('#app')
