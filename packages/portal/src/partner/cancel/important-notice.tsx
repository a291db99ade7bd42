import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useReader } from '../../ui/reader.ts';

export function ImportantNotice() {
  const { t } = useReader();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('cancel.important')}</MessageBarTitle>
        {t('cancel.importantText')}
      </MessageBarBody>
    </MessageBar>
  );
}
