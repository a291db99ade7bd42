import { MessageBar, MessageBarBody } from '@fluentui/react-components';

export function Success({ text }: { readonly text: string }) {
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}
