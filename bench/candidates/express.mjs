/** The gateway in an Express 5 app. */
import { apertureMiddleware } from '@aperturejs/express';
import express from 'express';
import { config } from './config.mjs';
import { serve } from './serve.mjs';

const app = express();
app.use(apertureMiddleware(config));
serve(app.listen(0, '127.0.0.1'));
