/** The frame of every page: who is here, where one can go, and the page itself. */
import { me } from '../api/me.ts';
import { ErrorState } from '../ui/states.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { Outlet } from './outlet.tsx';

export function App() {
  const { value, error, retry } = me.value;
  if (error) {
    return (
      <main class="alone">
        <ErrorState error={error} retry={retry} />
      </main>
    );
  }
  if (!value) return <p class="alone quiet">Loading …</p>;
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => document.querySelector('main')?.focus()}>
        Skip to the content
      </button>
      <Header me={value} />
      <Navigation me={value} />
      <Outlet me={value} />
    </div>
  );
}
