#include "services/receipt/explanation_rows.h"

namespace kepil {

// Why a condition or an effect in law is what it is, in Russian.

absl::Span<const TextRow> LegalReasonRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED,
       "Утверждённые правовые правила не загружены, поэтому о правовых "
       "последствиях ничего не сказано."},
      {v1::LEGAL_REASON_LEGAL_RULES_NOT_IN_FORCE,
       "Утверждённые правовые правила ещё не вступили в силу."},
      {v1::LEGAL_REASON_NO_REGIME,
       "В то время не действовал ни один акт об электронной цифровой подписи."},
      {v1::LEGAL_REASON_WORDING_NOT_AVAILABLE,
       "Действовавшая в то время редакция акта отсутствует."},
      {v1::LEGAL_REASON_REGIME_UNDETERMINED,
       "Не доказано, при действии какого акта создана подпись."},
      {v1::LEGAL_REASON_SIGNATURE_REFUTED,
       "Проверка показала, что подпись или документ не подлинны."},
      {v1::LEGAL_REASON_NO_CERTIFICATE,
       "На открытый ключ подписи нет регистрационного свидетельства."},
      {v1::LEGAL_REASON_NO_RECOGNISED_PATH,
       "Регистрационное свидетельство исходит не от признанного "
       "удостоверяющего центра."},
      {v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED,
       "Подлинность не удалось ни подтвердить, ни опровергнуть."},
      {v1::LEGAL_REASON_CERTIFICATE_NOT_KNOWN_TO_CA,
       "Удостоверяющий центр сообщает, что не выдавал этого регистрационного "
       "свидетельства."},
      {v1::LEGAL_REASON_CEASED_CA_TERMINATED,
       "Деятельность удостоверяющего центра прекращена, а с ней и действие его "
       "регистрационных свидетельств."},
      {v1::LEGAL_REASON_REVOKED,
       "Регистрационное свидетельство было отозвано."},
      {v1::LEGAL_REASON_ON_HOLD,
       "Действие регистрационного свидетельства было приостановлено."},
      {v1::LEGAL_REASON_NO_STATUS_DATA,
       "Нет достаточных сведений о статусе регистрационного свидетельства."},
      {v1::LEGAL_REASON_KEY_MISUSE_REPORTED,
       "Сообщено об использовании закрытого ключа другим лицом."},
      {v1::LEGAL_REASON_KEY_OF_TWO_SUBJECTS,
       "Регистрационные свидетельства двух разных владельцев имеют один и тот "
       "же ключ."},
      {v1::LEGAL_REASON_OUTSIDE_VALIDITY,
       "Подпись создана вне срока действия регистрационного свидетельства."},
      {v1::LEGAL_REASON_VOUCHED_BY_FOREIGN_TTP,
       "Это подтвердила зарегистрированная иностранная доверенная третья "
       "сторона."},
      {v1::LEGAL_REASON_KEY_USAGE,
       "Регистрационное свидетельство не допускает подписания документов этим "
       "ключом."},
      {v1::LEGAL_REASON_EXTENDED_KEY_USAGE,
       "Указанные назначения регистрационного свидетельства не включают "
       "данного."},
      {v1::LEGAL_REASON_CERTIFICATE_CONSTRAINTS,
       "Регистрационное свидетельство содержит ограничения, которые не "
       "соблюдены или неизвестны."},
      {v1::LEGAL_REASON_POLICY_NOT_LISTED,
       "Регистрационное свидетельство выдано по политике, которой нет в "
       "правилах."},
      {v1::LEGAL_REASON_OUTSIDE_SCOPE,
       "Регистрационное свидетельство не предназначено для документов этого "
       "класса."},
      {v1::LEGAL_REASON_AMOUNT_ABOVE_LIMIT,
       "Сумма превышает предел, установленный для регистрационного "
       "свидетельства."},
      {v1::LEGAL_REASON_USAGE_NOT_STATED,
       "Не указано, для чего используется подпись."},
      {v1::LEGAL_REASON_SYSTEM_EDS_ON_EXPRESSION_OF_INTENT,
       "Подпись цифровой системы не может выражать волю лица."},
      {v1::LEGAL_REASON_DOCUMENT_CLASS_UNKNOWN,
       "Класс документа правилам неизвестен."},
      {v1::LEGAL_REASON_NO_NAMED_EMPLOYEE,
       "В регистрационном свидетельстве юридического лица не указан "
       "подписывающий."},
      {v1::LEGAL_REASON_NO_RULE_IN_LAW370,
       "Закон 2003 года не содержит правила для подписи этого вида."},
      {v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4,
       "Действующая норма не называет признания через иностранную доверенную "
       "третью сторону."},
      {v1::LEGAL_REASON_ISSUER_NOT_RECOGNISED,
       "Выдавший регистрационное свидетельство не признан."},
      {v1::LEGAL_REASON_BEFORE_REGISTRATION,
       "Подпись создана до регистрации удостоверяющего центра."},
      {v1::LEGAL_REASON_REGISTRATION_SUSPENDED,
       "Регистрация удостоверяющего центра была приостановлена."},
      {v1::LEGAL_REASON_REGISTRATION_TERMINATED,
       "Регистрация удостоверяющего центра была прекращена."},
      {v1::LEGAL_REASON_ISSUED_BEFORE_REGISTRATION,
       "Регистрационное свидетельство выдано до регистрации удостоверяющего "
       "центра."},
      {v1::LEGAL_REASON_NO_ACCREDITATION_RECORD,
       "Нет записи об аккредитации удостоверяющего центра."},
      {v1::LEGAL_REASON_NOT_ACCREDITED_AT_ISSUE,
       "Удостоверяющий центр не был аккредитован при выдаче регистрационного "
       "свидетельства."},
      {v1::LEGAL_REASON_NOT_ACCREDITED_AT_SIGNATURE,
       "Удостоверяющий центр не был аккредитован на момент создания подписи."},
      {v1::LEGAL_REASON_ACCREDITED_BY_WRONG_BODY,
       "Аккредитация выдана не тем органом, который был на это уполномочен."},
      {v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_NOT_HONOURED,
       "По правилам аккредитация, полученная до Цифрового кодекса, не "
       "учитывается."},
      {v1::LEGAL_REASON_PRE_CODE_REGISTRATION_NOT_HONOURED,
       "По правилам регистрация, полученная до Цифрового кодекса, не "
       "учитывается."},
      {v1::LEGAL_REASON_TREATY_NOT_RATIFIED,
       "Международный договор подписан, но не ратифицирован."},
      {v1::LEGAL_REASON_TREATY_NOT_IN_FORCE,
       "Международный договор не действовал."},
      {v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE,
       "Международный договор не распространяется на этот случай."},
      {v1::LEGAL_REASON_TREATY_UNKNOWN,
       "Указанный международный договор не значится в записях."},
      {v1::LEGAL_REASON_TEXT_MAY_BE_STALE,
       "Применённая редакция акта могла с тех пор измениться."},
      {v1::LEGAL_REASON_CREATION_TOOL_UNVERIFIED,
       "Средство, которым создана подпись, не проверялось."},
      {v1::LEGAL_REASON_ACCREDITATION_LAPSED_AFTER_ISSUE,
       "Аккредитация прекратилась после выдачи регистрационного "
       "свидетельства."},
      {v1::LEGAL_REASON_NO_PERSON_IN_ENTITY_CERTIFICATE,
       "В регистрационном свидетельстве юридического лица не названо "
       "физическое лицо."},
      {v1::LEGAL_REASON_ISSUED_BY_ROOT,
       "Регистрационное свидетельство выдано самим корневым удостоверяющим "
       "центром."},
      {v1::LEGAL_REASON_NOTICE_TOO_SHORT,
       "Уведомление о прекращении деятельности удостоверяющего центра дано "
       "позже установленного срока."},
      {v1::LEGAL_REASON_TRANSFERRED_TO_SUCCESSOR,
       "Регистрационное свидетельство передано другому удостоверяющему "
       "центру."},
      {v1::LEGAL_REASON_CLAIMED_TIME_IN_OTHER_REGIME,
       "Указанное время подписания приходится на действие другого акта, чем "
       "доказанное."},
      {v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_HONOURED,
       "По правилам учтена аккредитация, полученная до Цифрового кодекса."},
      {v1::LEGAL_REASON_PRE_CODE_REGISTRATION_HONOURED,
       "По правилам учтена регистрация, полученная до Цифрового кодекса."},
      {v1::LEGAL_REASON_PRE_REGISTRATION_SIGNATURE_RECOGNISED,
       "По правилам признана подпись, созданная до регистрации."},
      {v1::LEGAL_REASON_TTP_ROUTE_BY_CITATION,
       "Признание через иностранную доверенную третью сторону основано на "
       "акте, указанном в правилах."},
      {v1::LEGAL_REASON_KEY_KEPT_BY_CA,
       "Закрытый ключ хранится для владельца в удостоверяющем центре."},
  };
  return kRows;
}

}  // namespace kepil
