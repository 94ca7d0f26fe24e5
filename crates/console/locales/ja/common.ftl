skip = 本文へ移動
menu-main = コンソール
menu-dashboard = ダッシュボード
menu-users = ユーザー
menu-account = アカウント
menu-audit = 監査証跡
ephemeral = このサーバーはテスト用です。停止すると、すべての内容が失われます。
languages = 言語
my-security-credentials = セキュリティ認証情報
sign-out = サインアウト
root-user = ルートユーザー
iam-user = IAM ユーザー
user-name = ユーザー名
password = パスワード
device = デバイス
kind-virtual = 仮想 MFA デバイス
kind-key = セキュリティキー
kind-token = ハードウェアトークン
go-on = 続行
next = 次へ
sign-in = サインイン
mfa-code = MFA コード
mfa-code-1 = MFA コード 1
mfa-code-2 = MFA コード 2
submit-at-once = 2 つのコードをすぐに送信してください。時間がかかりすぎた場合は、後でデバイスを再同期してください。
wait-for-next = 表示されているコードを入力し、次のコードを最大 { $seconds } 秒待って、それも入力してください。
press-for-next = ボタンを押して表示されたコードを入力し、もう一度押して、そのコードも入力してください。
next-of-any = 表示されているコードを入力します。次のコードを最大 1 分待つか、ボタンがあればもう一度押して、それも入力してください。
resync-button = 認証デバイスの再同期
manage-mfa = MFA の管理

page-error-title = 処理できませんでした
page-missing = このページはありません。
page-method = このページはその方法では開けません。
page-failed = サーバーで処理できませんでした。もう一度お試しください。繰り返す場合は、この番号を管理者に伝えてください: { $id }
page-not-own-title = フォームをもう一度送信してください
page-not-own = このフォームはサインインまたはサインアウトの前に表示されたか、{ $url } 以外のアドレスで開かれました。{ $url } を開いて、もう一度お試しください。

fault-unreadable = フォームを読み取れませんでした。
fault-missing = この項目を入力してください。
fault-code = デバイスに表示される 6 桁の数字を入力してください。
fault-too-short = { $least } 文字以上で入力してください。
fault-too-long = { $most } 文字以下で入力してください。
fault-too-small = { $least } 以上にしてください。
fault-too-large = { $most } 以下にしてください。
fault-pattern = 使用できる文字は次のとおりです: { $pattern }

error-denied = この操作は許可されていません。{ $why }
error-needs-mfa = MFA デバイスをお持ちのため、この操作には MFA 付きのセッションが必要です。コードを使ってサインインし直してください。
error-code-refused = このコードは受け付けられませんでした。新しいコードを待って、もう一度お試しください。続く場合はデバイスの同期がずれています。再同期してください。
error-pair-refused = この 2 つのコードは受け付けられませんでした。デバイスに続けて表示される 2 つのコードを使い、新しいコードを待ってください。
error-device-gone = このデバイスはもうあなたのものではありません。
error-locked = 誤ったコードが多すぎたため、コードはロックされています。管理者にデバイスの再同期または無効化を依頼してください。
error-not-fresh = 先に本人であることを確認してください。
error-too-soon = { $seconds ->
   *[other] 試行回数が多すぎます。{ $seconds } 秒待ってから、もう一度お試しください。
}
error-throttled = 一度に試行しすぎました。しばらく待ってから、もう一度お試しください。
error-conflict = 同時にほかの人が同じものを変更しました。確認してから、もう一度お試しください。
error-failed = サーバーで処理できませんでした。しばらくしてから、もう一度お試しください。

dashboard-title = ダッシュボード
security-status = セキュリティステータス
activate-root-mfa = ルートユーザーの MFA を有効化
activate-root-mfa-why = ルートユーザーのパスワードを持つ人が、このアカウントを支配します。2 つ目の要素があれば、パスワードを盗まれただけでは入られません。
no-device = MFA デバイスがまだありません。
one-device = MFA デバイスが 1 つあります。別の場所に保管した 2 つ目があれば、1 つ目をなくしても入れます。
several-devices = MFA デバイスが複数あります。
session-with-mfa = MFA を使ってサインインしています。
session-without-mfa = MFA を使わずにサインインしています。

prove-title = 本人確認
prove-hint-code = サインインの方法を変える操作のため、過去 15 分以内のコードが必要です。
prove-hint-password = サインインの方法を変える操作のため、もう一度パスワードが必要です。
error-same-password = 現在のパスワードと同じです。別のパスワードにしてください。
