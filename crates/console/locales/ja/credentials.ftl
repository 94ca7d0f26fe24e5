iam-credentials = IAM 認証情報
times-in-utc = 時刻はすべて UTC です。
table-of = 表: { $name }
mfa-section = 多要素認証 (MFA)
manage-mfa-device = MFA デバイスの管理
assign-mfa = MFA の割り当て
assign-another = 別の MFA デバイスを割り当てる
device-name = デバイス名
device-type = タイプ
identifier = 識別子
enabled-since = 有効化日時
last-used = 最終使用
clock = 時計
clock-none = 時計なし
never = なし
unknown = 不明
actions = 操作
delete = 削除
delete-named = { $name } を削除
cancel = キャンセル
back-to-credentials = セキュリティ認証情報に戻る
second-device = デバイスはこれだけです。2 つ目を有効にして別の場所に保管してください。1 つ目をなくしても入れます。
no-phone = 電話番号が登録されていません。番号がないと、デバイスをなくしたときに電話を受けられません。
change-contact = E メールまたは電話番号を変更する
unassigned-devices = { $count ->
   *[other] このアカウントの未割り当てのデバイス: { $count }
}
unassigned-why = だれのものでもなく、だれもサインインできません。管理者が割り当てるか、削除できます。

drift-none = 正確
drift-slow-seconds = { $seconds ->
   *[other] 約 { $seconds } 秒の遅れ
}
drift-fast-seconds = { $seconds ->
   *[other] 約 { $seconds } 秒の進み
}
drift-slow-minutes = { $minutes ->
   *[other] 約 { $minutes } 分の遅れ
}
drift-fast-minutes = { $minutes ->
   *[other] 約 { $minutes } 分の進み
}

password-section = パスワード
password-since = パスワードの設定日時:
old-password = 現在のパスワード
error-old-password = 現在のパスワードと一致しません。
password-no-uppercase = 英大文字が必要です。
password-no-lowercase = 英小文字が必要です。
password-no-number = 数字が必要です。
password-no-symbol = 記号が必要です。
password-too-plain = 英大文字、英小文字、数字、記号のうち 3 種類以上を使ってください。
password-name-of-account = アカウントの名前、番号、E メールアドレスは使えません。
password-reused = 以前に使ったパスワードです。別のパスワードにしてください。

keys-section = アクセスキー
keys-what = プログラムはアクセスキーでリクエストに署名します。このコンソールを使うだけなら必要ありません。
keys-root = ルートユーザーは、持たないほうが安全です。
no-keys = アクセスキーはありません。
two-keys = アクセスキーが 2 つあり、これ以上は作成できません。作成する前に 1 つ削除してください。
key-id = アクセスキー ID
secret-access-key = シークレットアクセスキー
created = 作成日時
status = ステータス
active = 有効
inactive = 無効
activate = 有効化
deactivate = 無効化
activate-named = { $name } を有効化
deactivate-named = { $name } を無効化
create-key = アクセスキーの作成
key-created-title = 新しいアクセスキー
key-created-hint = 今すぐシークレットアクセスキーをコピーしてください。表示されるのは今回だけで、二度と表示できません。
key-created-done = コピーしました
key-delete-title = アクセスキーの削除
key-delete-hint = このキーを使うプログラムはすぐに動かなくなります。元に戻せません。先に試すには、代わりにキーを無効化してください。

sessions-section = アクティブなセッション
browser = ブラウザ
address = アドレス
signed-in-at = サインイン日時
yes = はい
no = いいえ
this-session = このセッション
sign-out-named = サインアウト: { $browser }、{ $address }
sign-out-others = ほかのすべてのセッションからサインアウト

what-to-do = 何をしますか?
resync = 再同期
resync-when = 正しく入力してもコードが拒否される場合。
remove = 削除
remove-when = もう使わない場合、またはなくした場合。
remove-device = MFA デバイスの削除
remove-hint = 「{ $device }」を削除しますか? 以後、そのコードではだれもサインインできません。
remove-app = 認証アプリのアカウントも削除してください。盗まれた場合は、パスワードも変更してください。
remove-token = 削除後は、あなたまたはほかの人に再び割り当てられます。盗まれた場合は、パスワードも変更してください。
kept-hint = デバイスは無効化され、そのコードではだれもサインインできません。削除はできなかったため、未割り当てとして一覧に残ります。

done-password = パスワードを変更しました。
done-resync = デバイスは再同期されました。
done-removed = デバイスを削除しました。認証アプリのアカウントも削除してください。
done-token-removed = トークンを削除しました。あなたまたはほかの人に再び割り当てられます。
done-deleted = デバイスを削除しました。
done-key-on = アクセスキーは再び有効です。
done-key-off = アクセスキーは無効です。
done-key-deleted = アクセスキーを削除しました。
done-session = そのセッションは終了しました。
done-sessions = ほかのすべてのセッションは終了しました。

wizard-for = ユーザー: { $user }
wizard-full = MFA デバイスが 8 つあり、これ以上は割り当てられません。先に 1 つ削除してください。
wizard-kind = デバイスの種類
kind-virtual-hint = スマートフォンまたはパソコンの認証アプリ
kind-token-hint = 画面とシリアル番号のある専用の機器 (管理者から受け取ったもの)
serial-number = シリアル番号
device-name-hint = 英字、数字、+=,.@_- を使用できます。後から名前を変更できるのはセキュリティキーだけです。
wizard-name-taken = この名前のデバイスはすでにあります。別の名前にしてください。
wizard-limit = ここではこれ以上 MFA デバイスを割り当てられません。先に 1 つ削除してください。
wizard-over = 時間がかかりすぎたか、その間に何かが変わりました。最初からやり直し、アプリに追加したアカウントは削除してください。
wizard-second = 2 つ目のデバイスがあれば、1 つ目をなくしても入れます。別のスマートフォンかパソコンを使ってください。
wizard-app = 認証アプリを開く
wizard-app-list = まだない場合はインストールしてください。たとえば次のアプリがあります:
wizard-scan = 「{ $name }」をアプリに追加する
wizard-scan-hint = QR コードをスキャンするか、シークレットキーを入力します。アプリにほかのアカウントがある場合は、新しいアカウントを追加してください。前のアカウントはそのまま残ります。
show-qr-code = QR コードの表示
show-secret-key = シークレットキーの表示
qr-code-alt = シークレットキーを含む QR コード
wizard-keep = QR コードまたはシークレットキーの控えを安全な場所に保管するか、複数のデバイスを有効にしてください。このアカウントでのみ使えます。
wizard-codes = 2 つのコードを入力する
wizard-codes-hint = アプリに表示されるコードを MFA コード 1 に入力します。新しい数字を最大 30 秒待って、MFA コード 2 に入力します。
wizard-token = シリアル番号を確認する
wizard-token-hint = トークンに印刷されています。多くの場合は裏面です。
wizard-token-codes-hint = トークンに表示されるコードを MFA コード 1 に入力します。次のコードが表示されるまで最大 60 秒待つか、ボタンがあればもう一度押して、そのコードを MFA コード 2 に入力します。
wizard-token-digits = 8 桁が表示される場合は、すべての桁または最後の 6 桁を入力してください。
wizard-token-missing = このシリアル番号のトークンは、このアカウントには登録されていません。番号を確認してください。正しい場合は、サーバーの運用者が先にトークンをインポートする必要があります。
wizard-token-taken = このトークンはすでに割り当てられています。ここで割り当てる前に、元の割り当てを削除してください。
another-kind = 別の種類のデバイスを割り当てる
assigned = デバイスを割り当てました。今後はそのコードでサインインします。
assigned-for = デバイスを割り当てました。今後 { $user } はそのコードでサインインします。
finish = 完了
together-title = ユーザーと一緒に行ってください
together-hint = ユーザーのスマートフォンまたはトークンが手元に必要です。または、ユーザーが自分のデバイスを管理できるようにします:
together-policy = それを許可するポリシー
contact-title = 連絡が取れますか?
contact-why = すべてのデバイスをなくした場合、E メールと電話で復旧します。両方で連絡が取れることを確認してください。
contact-email = E メール
contact-phone = 電話
contact-no-phone = 登録されていません
contact-email-settles = 新しいメールアドレスは { $until } UTC から回復に使われます。それまでは以前のアドレスが使われます。
contact-phone-settles = 新しい電話番号は { $until } UTC から回復に使われます。それまでは以前の番号が使われます。
contact-first-phone-settles = 電話番号は { $until } UTC から回復に使われます。それまでは電話をかけることができません。
enrolment-why = ここでのサインインには MFA が必要です。今デバイスを設定すると、サインインできます。
enrolment-ask = 管理者に相談してください。
