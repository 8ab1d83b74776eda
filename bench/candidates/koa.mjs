/** The gateway in a Koa 3 app. */
import { apertureMiddleware } from '@aperturejs/koa';
import Koa from 'koa';
import { config } from './config.mjs';
import { serve } from './serve.mjs';

const app = new Koa();
app.use(apertureMiddleware(config));
serve(app.listen(0, '127.0.0.1'));
