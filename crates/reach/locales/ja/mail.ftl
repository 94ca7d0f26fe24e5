month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月
moment = { $year }年{ $month }{ $day }日 { $time } (UTC)

footer = このメッセージは自動的に送信されました。お客様のアドレスは、アカウント { $account } に関する連絡先として { $url } に登録されています。このメールへの返信は読まれません。

recovery-link-subject = MFA デバイスなしでのサインイン
recovery-link-why = アカウント { $account } のルートユーザーのパスワードを知っている人が、MFA デバイスなしでのサインインを求めました。
recovery-link-open = ご本人の場合は、サインイン中のブラウザでこのリンクを開いてください:
recovery-link-code = 別の機器でお読みの場合は、待機中のページに次のコードを入力してください:
recovery-link-once = リンクとコードは一度だけ、{ $until } まで使えます。この環境の担当者がお尋ねすることは決してありません。
recovery-link-not-you = ご本人でない場合は、ほかの誰かがパスワードを知っています。リンクを開かず、コードを誰にも教えず、サインインしてパスワードを変更してください。

email-code-subject = メールアドレスの確認
email-code-why = このアドレスが、アカウント { $account } のルートユーザーの新しいメールアドレスとして指定されました。確認するには、求められた場所に次のコードを入力してください:
email-code-once = コードは一度だけ、{ $until } まで使えます。
email-code-not-you = お心当たりがない場合は、何もする必要はありません。コードがなければ何も変わりません。

phone-changed-subject = アカウントの電話番号が変更されようとしています
phone-changed = アカウント { $account } に別の電話番号が設定されました。
email-changed-subject = アカウントのメールアドレスが変更されようとしています
email-changed = アカウント { $account } のルートユーザーに別のメールアドレスが設定されました。これまでのアドレスにお知らせしています。
contact-changed-settled = { $until } までは以前の連絡先だけで、その後は新しい連絡先だけでアカウントを回復できます。
contact-changed-undo = お心当たりがない場合は、このリンクを開いて取り消し、ルートユーザーのパスワードを変更してください:

fact-when = 日時
fact-about = 対象
fact-by = 操作した人
fact-address = 接続元アドレス
by-operator = この環境の運用者

notice-not-you = お心当たりがない場合は、ほかの誰かがアクセスしている可能性があります。サインインしてパスワードを変更し、MFA デバイスとアクセスキーを確認してください。ほかの操作は監査ログで確認できます:
notice-last = この 1 時間に多くの出来事があったため、{ $until } まで、このようなお知らせは送信されません。その間の出来事は監査ログにあります。

device-added-subject = MFA デバイスが追加されました
device-added = アカウント { $account } に MFA デバイスが追加されました。今後サインインに使えます。
device-removed-subject = MFA デバイスが削除されました
device-removed = アカウント { $account } の MFA デバイスが削除されました。今後サインインに使えません。
device-resynced-subject = MFA デバイスが再同期されました
device-resynced = アカウント { $account } の MFA デバイスの時計が、2 つのコードから再同期されました。
access-key-made-subject = アクセスキーが作成されました
access-key-made = アカウント { $account } にアクセスキーが作成されました。これを持つ人はパスワードなしで操作できます。
password-changed-subject = パスワードが変更されました
password-changed = アカウント { $account } でパスワードが設定または変更されました。
locked-subject = MFA コードがロックされました
locked = アカウント { $account } で、パスワードを知っているかアクセスキーを持つ人が、誤った MFA コードを何度も入力しました。ロックが解除されるまで、コードは受け付けられません。
recovery-started-subject = MFA デバイスなしでのサインインが始まりました
recovery-started = アカウント { $account } のルートユーザーのパスワードを知っている人が、MFA デバイスなしでのサインインを始めました。
recovery-finished-subject = MFA デバイスなしでサインインされました
recovery-finished = パスワード、このメールボックス、アカウントの電話を使って、アカウント { $account } のルートユーザーとして MFA デバイスなしでサインインされました。
recovery-codes-made-subject = リカバリーコードが作成されました
recovery-codes-made = アカウント { $account } で新しいリカバリーコードが作成されました。以前のものは使えません。
recovery-code-used-subject = リカバリーコードが使われました
recovery-code-used = アカウント { $account } でリカバリーコードを使ってサインインされました。そのコードはもう使えません。
support-acted-subject = 運用者がサインイン方法を変更しました
support-acted = この環境の運用者が、アカウント { $account } のサインインまたは回復の方法を変更しました。

contact-restored-subject = 以前の連絡先に戻りました
contact-restored = アカウント { $account } のルート E メールと電話番号は、最後の変更より前のものに戻りました。

wrong-codes-subject = 誤った MFA コードが入力されました
wrong-codes = アカウント { $account } で、パスワードを知っているかアクセスキーを持っている何者かが、誤った MFA コードを 10 回続けて入力しました。
security-contact-changed-subject = ユーザーに関する通知の宛先が変更されました
security-contact-changed = アカウント { $account } のセキュリティの連絡先が変更されました。今後、ユーザーに起きたことは新しい連絡先に、連絡先がない場合は所有者に通知されます。
