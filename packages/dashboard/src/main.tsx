/** Starts the app. */
import { render } from 'preact';
import { me } from './api/me.ts';
import { App } from './app/app.tsx';
import { startRouter } from './app/router.ts';
import { startTheme } from './app/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

startTheme();
startRouter();
me.peek().retry();
render(<App />, document.getElementById('app') as HTMLElement);
