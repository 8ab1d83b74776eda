/** The system's Chromium: where it is, how it is installed, how it starts. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Where systems have it; APERTURE_CHROMIUM says where else. */
const PLACES = [
  process.env['APERTURE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const found = () => PLACES.find((path) => path && existsSync(path));

/** Installs Debian's where there is none, or says plainly why it cannot. */
export function installChromium() {
  if (found()) return;
  process.stderr.write('Installing chromium …\n');
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-q'], options);
  const { status } = spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], options);
  if (status === 0 && found()) return;
  process.stderr.write(
    'There is no Chromium, and `apt-get install chromium` did not bring one (it needs root on Debian or Ubuntu).\n' +
      'Install Chromium or Chrome, and say where it is if it is somewhere else: APERTURE_CHROMIUM=/path npm run browser\n',
  );
  process.exit(1);
}

/** Starts it; the library gives it a profile of its own, which goes away with it. */
export function launchChromium() {
  return chromium.launch({
    executablePath: found(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
