/** Tool use. */
import type { PageProps } from '../../app/pages.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState } from '../../ui/states.tsx';

export default function Page(_props: PageProps) {
  return (
    <>
      <PageHeader title="Tool use" />
      <EmptyState title="This page is on its way" />
    </>
  );
}
