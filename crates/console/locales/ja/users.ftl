users-title = ユーザー
users-sections = ユーザー、グループ、デバイス
users-list = このアカウントのユーザー
users-search = 名前の先頭
users-search-button = 検索
users-show-all = すべて表示
users-none = 該当するユーザーはいません。
users-next-page = 次のページ
users-path = パス
users-created = 作成日時
users-actions = 操作
users-new = 新しいユーザー
users-create = ユーザーの作成
users-path-optional = パス (任意)
users-password-optional = コンソールのパスワード (任意)
users-must-change = 次回のサインイン時に変更が必要
users-new-hint = パスワードがないと、ユーザーはコンソールにサインインできません。新しいユーザーは、ポリシーをアタッチするかグループに追加するまで何も許可されていません。
users-choose = 選択…
users-yes = はい
users-no = いいえ
users-back = 戻る

users-permissions = アクセス許可
users-groups = グループ
users-tags = タグ
users-credentials = セキュリティ認証情報

users-about = このユーザーについて
users-boundary = アクセス許可の境界
users-boundary-none = なし
users-attached = 管理ポリシー
users-attached-none = アタッチされた管理ポリシーはありません。
users-policy-name = ポリシー名
users-policy-to-attach = ポリシー
users-policy-arn-to-attach = ポリシーの ARN
users-attach = ポリシーをアタッチ
users-detach = デタッチ
users-inline = インラインポリシー
users-inline-none = インラインポリシーはありません。
users-policy-title = インラインポリシー
users-policy-new = 新しいインラインポリシー
users-policy-document = ポリシードキュメント (JSON)
users-policy-save = ポリシーを保存
users-policy-delete = ポリシーを削除
users-policy-delete-why = このポリシーだけが許可または拒否していたことは、以後許可も拒否もされません。元に戻すことはできません。
users-policy-there = この名前のポリシーはすでにあります。

users-groups-none = このユーザーはどのグループにも属していません。
users-group-name = グループ名
users-join = グループに追加
users-leave = グループから削除

users-tags-none = タグはありません。
users-tag-key = キー
users-tag-value = 値
users-tag = タグを保存
users-untag = タグを削除

users-password-title = コンソールのパスワード
users-password-none = このユーザーにはパスワードがなく、コンソールにサインインできません。
users-password-create = パスワードを作成
users-password-reset = パスワードをリセット
users-password-reset-hint = このユーザーのセッションはすべて終了します。新しいパスワードは安全な方法で伝えてください。
users-password-delete = パスワードを削除
users-password-delete-why = ユーザーはコンソールにサインインできなくなり、セッションはすべて終了します。アクセスキーは引き続き有効です。
users-new-password = 新しいパスワード
users-sign-in-address = サインイン用アドレス
users-remind-password = デバイスを紛失したか盗まれましたか? その場合は、このユーザーのパスワードも変更してください。

users-devices = 割り当て済み MFA デバイス
users-devices-none = 割り当てられていません。
users-devices-full = 上限の 8 台のデバイスが割り当てられています。別のデバイスを割り当てる前に 1 台を削除してください。
users-manage = 管理
users-assign-another = 別の MFA デバイスを割り当てる
users-serial = シリアル番号
users-enabled = 有効化日時
users-locked = 誤ったコードが多すぎたため、このユーザーのコードは { $since } UTC からロックされています。ここでデバイスを再同期または削除すると解除されます。
users-manage-title = MFA デバイスの管理
users-manage-whose = { $user } の { $device }
users-manage-what = 何を行いますか?
users-resync = 再同期
users-resync-why = コードが拒否される場合
users-resync-hint = デバイスを手元に用意するか、続けて表示される 2 つのコードをユーザーに読み上げてもらってください。
users-resync-unlocks = 誤ったコードが多すぎてロックされたコードも解除されます。
users-remove = 削除
users-remove-why = 紛失、故障、交換の場合
users-remove-hint = { $user } はこのデバイスでサインインできなくなります。
users-remove-virtual = 仮想デバイスは無効化され、続いて削除されます。
users-remove-token = トークンは無効化され、ほかの人に割り当てられます。
users-stolen = 盗まれた
users-stolen-why = { $user } には 1 回限りのパスワードも発行され、{ $user } のセッションはすべて終了します。
users-stolen-title = デバイスの盗難
users-stolen-ended = { $user } のセッションはすべて終了しました。
users-stolen-once = パスワードが表示されるのは今だけです。安全な方法でユーザーに伝えてください。次回のサインイン時に変更する必要があります。
users-stolen-password = 1 回限りのパスワード
users-stolen-keys = アクセスキーは引き続き使えます。ほかの人に知られた可能性があれば、削除してください。
users-removed-but-listed = デバイスは無効化されましたが、削除できませんでした。未割り当てのデバイスとして一覧に残ります。

failures-title = 最近の失敗
failures-none = このユーザーのコードが拒否されたことはありません。
failures-none-lately = 最近、このユーザーのコードが拒否されたことはありません。
failures-partial = これより古いイベントは確認していません。
failures-when = 日時
failures-what = 内容
failures-where = 場所
failures-by = 入力者: { $who }
failures-wrong = 誤ったコード
failures-reused = 使用済みのコード
failures-slow = { $steps ->
   *[other] { $steps } ステップのずれ: デバイスの時計が遅れています
}
failures-fast = { $steps ->
   *[other] { $steps } ステップのずれ: デバイスの時計が進んでいます
}
failures-too-old = { $steps ->
   *[other] 使用済みのコード、または { $steps } ステップ戻された時計
}
failures-out-of-reach = { $steps ->
   *[other] { $steps } ステップのずれ: 大きすぎます
}
failures-ahead = { $codes ->
   *[other] 前回より { $codes } 個先のコード: その間にボタンが押されました
}
failures-fenced = 確認されませんでした: サーバーが復元されたため、先に管理者がこのトークンを再同期する必要があります

users-keys = アクセスキー
users-keys-none = アクセスキーはありません。
users-keys-full = アクセスキーは 1 ユーザーにつき 2 個までです。新しく作成する前に 1 個を削除してください。
users-key-id = アクセスキー ID
users-key-secret = シークレットアクセスキー
users-key-status = ステータス
users-key-active = 有効
users-key-inactive = 無効
users-key-used = 最終使用日時
users-key-never = 未使用
users-key-create = アクセスキーの作成
users-key-off = 無効化
users-key-on = 有効化
users-key-delete = キーを削除
users-key-delete-why = このキーを使うものはすべて、すぐに動作しなくなります。元に戻すことはできません。
users-key-new-title = 新しいアクセスキー
users-key-once = シークレットが表示されるのは今だけです。安全な場所に保管し、このユーザー以外には伝えないでください。
users-key-kept = 保管しました

users-delete = ユーザーの削除
users-delete-title = ユーザーの削除
users-delete-first = { $user } を削除する前に、次のものを取り除いてください。
users-delete-partial = このユーザーが持つものの一部は表示が許可されていないため、ほかにも妨げになるものがあるかもしれません。
users-delete-sure = { $user } は完全に削除されます。後で同じ名前のユーザーを作成しても、別のユーザーになります。
users-obstacle-keys = アクセスキー
users-obstacle-devices = MFA デバイス
users-obstacle-password = コンソールのパスワード
users-obstacle-attached = アタッチされた管理ポリシー
users-obstacle-inline = インラインポリシー
users-obstacle-groups = ユーザーが属するグループ

users-done-created = ユーザーを作成しました。
users-done-created-without-password = ユーザーを作成しましたが、パスワードは設定されていません。
users-done-deleted = ユーザーを削除しました。
users-done-attached = ポリシーをアタッチしました。
users-done-detached = ポリシーをデタッチしました。
users-done-policy-saved = ポリシーを保存しました。
users-done-policy-deleted = ポリシーを削除しました。
users-done-added = ユーザーをグループに追加しました。
users-done-left = ユーザーをグループから削除しました。
users-done-tagged = タグを保存しました。
users-done-untagged = タグを削除しました。
users-done-password-set = パスワードを設定しました。
users-done-password-deleted = パスワードを削除しました。
users-done-resynchronized = デバイスは再び同期しました。コードはロックされていません。
users-done-removed = デバイスを削除しました。
users-done-key-on = アクセスキーは再び有効です。
users-done-key-off = アクセスキーは無効になりました。
users-done-key-deleted = アクセスキーを削除しました。
users-done-group-created = グループを作成しました。
users-done-group-deleted = グループを削除しました。
users-done-device-deleted = デバイスを削除しました。

groups-title = グループ
groups-list = このアカウントのグループ
groups-none = グループはありません。
groups-new = 新しいグループ
groups-create = グループの作成
groups-members = メンバー
groups-members-none = このグループには誰もいません。
groups-add = ユーザーを追加
groups-delete = グループの削除
groups-delete-why = グループは、メンバーもポリシーもない場合に削除できます。

devices-title = 未割り当ての MFA デバイス
devices-hint = 誰のものでもない仮想デバイスです。設定が途中で終わったか、無効化されたものです。
devices-none = 未割り当てのデバイスはありません。
devices-delete = デバイスを削除
devices-delete-why = シークレットは完全に削除されます。認証アプリのアカウントは使えなくなります。

report-title = 認証情報レポート
report-hint = すべてのユーザーと、サインインに使うもの (パスワード、アクセスキー、MFA デバイス) の一覧表です。
report-make = レポートを作成
report-in-progress = レポートを作成しています。このページは 3 秒ごとに確認します。
report-look-again = 今すぐ確認
report-made = 作成日時:
report-four-hours = 新しいレポートは、その 4 時間後から作成できます。
report-download = レポートをダウンロード (CSV)
