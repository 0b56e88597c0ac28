#include "services/receipt/explanation_rows.h"

namespace kepil {

// What is checked, how it came out and what the verdict is, in Russian.

absl::Span<const TextRow> IndicationRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::INDICATION_TOTAL_PASSED, "Подпись действительна."},
      {v1::INDICATION_TOTAL_FAILED, "Подпись недействительна."},
      {v1::INDICATION_INDETERMINATE,
       "Имеющихся данных недостаточно, чтобы установить действительность "
       "подписи."},
  };
  return kRows;
}

absl::Span<const TextRow> SubIndicationRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::SUB_INDICATION_FORMAT_FAILURE,
       "Подпись не имеет вида, которого требует её стандарт."},
      {v1::SUB_INDICATION_HASH_FAILURE,
       "Подписанные данные не соответствуют подписи."},
      {v1::SUB_INDICATION_SIG_CRYPTO_FAILURE,
       "Значение подписи не подтверждается."},
      {v1::SUB_INDICATION_REVOKED,
       "Регистрационное свидетельство отозвано до создания подписи."},
      {v1::SUB_INDICATION_EXPIRED,
       "Срок действия регистрационного свидетельства истёк до создания "
       "подписи."},
      {v1::SUB_INDICATION_NOT_YET_VALID,
       "Подпись создана до начала срока действия регистрационного "
       "свидетельства."},
      {v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE,
       "Подпись не соответствует одному из правил политики проверки."},
      {v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE,
       "Цепочка регистрационных свидетельств не соответствует одному из правил "
       "политики проверки."},
      {v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE,
       "Цепочка регистрационных свидетельств не выдержала проверки."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
       "Алгоритм или ключ не относится к признаваемым надёжными."},
      {v1::SUB_INDICATION_POLICY_PROCESSING_ERROR,
       "Политику подписи не удалось применить."},
      {v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE,
       "Политика подписи, на которую ссылается подпись, отсутствует."},
      {v1::SUB_INDICATION_TIMESTAMP_ORDER_FAILURE,
       "Порядок меток времени невозможен."},
      {v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND,
       "Регистрационное свидетельство подписавшего не найдено."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND,
       "Ни одна цепочка не ведёт к зарегистрированному удостоверяющему "
       "центру."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
       "Цепочка ведёт к центру, не зарегистрированному на этот момент, и ничто "
       "не доказывает, что подпись создана раньше."},
      {v1::SUB_INDICATION_REVOKED_NO_POE,
       "Регистрационное свидетельство отозвано, и ничто не доказывает, что "
       "подпись создана раньше."},
      {v1::SUB_INDICATION_REVOKED_CA_NO_POE,
       "Регистрационное свидетельство удостоверяющего центра отозвано, и ничто "
       "не доказывает, что подпись создана раньше."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED,
       "Регистрационное свидетельство вне срока действия, но отозвано не "
       "было."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE,
       "Регистрационное свидетельство вне срока действия, и ничто не "
       "доказывает, что подпись создана в этот срок."},
      {v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE,
       "Срок действия свидетельства того, кто подтвердил статус "
       "регистрационного свидетельства, не охватывает этот момент."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
       "Алгоритм более не надёжен, и ничто не доказывает, что подпись создана "
       "раньше."},
      {v1::SUB_INDICATION_NO_POE,
       "Нет доказательства того, когда существовало то, что здесь важно."},
      {v1::SUB_INDICATION_TRY_LATER,
       "Недостающие сейчас сведения могут появиться позже."},
      {v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
       "Подписанные данные отсутствуют."},
  };
  return kRows;
}

absl::Span<const TextRow> ConstraintRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::CONSTRAINT_STRUCTURE, "Подпись может быть прочитана."},
      {v1::CONSTRAINT_ENCODING,
       "Подпись закодирована так, как требует её стандарт."},
      {v1::CONSTRAINT_ATTRIBUTES_UNIQUE,
       "Ни один атрибут не указан в подписи дважды."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
       "Регистрационное свидетельство подписавшего имеется."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE,
       "Подписанная ссылка указывает на это регистрационное свидетельство."},
      {v1::CONSTRAINT_ISSUER_SERIAL,
       "Издатель и серийный номер в подписанной ссылке верны."},
      {v1::CONSTRAINT_SIGNATURE_POLICY, "Указанная политика подписи имеется."},
      {v1::CONSTRAINT_PROSPECTIVE_PATH,
       "Цепочка регистрационных свидетельств ведёт к зарегистрированному "
       "удостоверяющему центру."},
      {v1::CONSTRAINT_PATH_LIMITS, "Поиск цепочки был полным."},
      {v1::CONSTRAINT_TRUST_SERVICE_STATUS,
       "Регистрация услуги удостоверяющего центра действовала."},
      {v1::CONSTRAINT_PATH_SIGNATURES,
       "Каждое регистрационное свидетельство цепочки подписано вышестоящим."},
      {v1::CONSTRAINT_PATH_VALIDITY,
       "Регистрационные свидетельства удостоверяющих центров были в пределах "
       "срока действия."},
      {v1::CONSTRAINT_PATH_NAMES, "Имена в цепочке согласуются и разрешены."},
      {v1::CONSTRAINT_PATH_POLICIES,
       "Политики регистрационных свидетельств действуют для всей цепочки."},
      {v1::CONSTRAINT_PATH_EXTENSIONS,
       "Расширения цепочки известны и допускают её."},
      {v1::CONSTRAINT_CERTIFICATE_PROFILE,
       "Регистрационное свидетельство соответствует профилю RFC 5280 и профилю "
       "своей страны."},
      {v1::CONSTRAINT_REVOCATION_AVAILABLE,
       "Известно, отозвано ли регистрационное свидетельство."},
      {v1::CONSTRAINT_REVOCATION_OWN_ANSWER,
       "Доверенная третья сторона получила сведения об отзыве сама."},
      {v1::CONSTRAINT_REVOCATION_FRESH,
       "Сведения об отзыве достаточно свежие."},
      {v1::CONSTRAINT_NOT_REVOKED,
       "Регистрационное свидетельство подписавшего не отозвано."},
      {v1::CONSTRAINT_CA_NOT_REVOKED,
       "Регистрационные свидетельства удостоверяющих центров цепочки не "
       "отозваны."},
      {v1::CONSTRAINT_KEY_USAGE,
       "Регистрационное свидетельство допускает подписание документов."},
      {v1::CONSTRAINT_EXTENDED_KEY_USAGE,
       "Указанные назначения регистрационного свидетельства включают данное."},
      {v1::CONSTRAINT_PATH_ALGORITHMS,
       "Алгоритмы цепочки и сведений об отзыве надёжны."},
      {v1::CONSTRAINT_SIGNER_VALIDITY,
       "Регистрационное свидетельство подписавшего было в пределах срока "
       "действия."},
      {v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY,
       "Срок действия свидетельства подтвердившего статус не истёк."},
      {v1::CONSTRAINT_SIGNED_DATA_PRESENT, "Подписанный документ имеется."},
      {v1::CONSTRAINT_SIGNED_DATA_INTACT, "Подписанный документ не изменён."},
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       "Значение подписи подтверждается открытым ключом подписавшего."},
      {v1::CONSTRAINT_SIGNATURE_ALGORITHM, "Алгоритм подписи надёжен."},
      {v1::CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT,
       "В подписи есть подписанные атрибуты."},
      {v1::CONSTRAINT_CONTENT_TYPE,
       "Подписанный тип содержимого соответствует содержимому."},
      {v1::CONSTRAINT_CLAIMED_TIME, "Указанное время подписания возможно."},
      {v1::CONSTRAINT_ALGORITHM_IDENTIFIERS,
       "Алгоритмы обозначены согласованно."},
      {v1::CONSTRAINT_TIMESTAMP_INTACT,
       "Метка времени читается и указывает возможное время."},
      {v1::CONSTRAINT_TIMESTAMP_TRUSTED,
       "Метка времени действительна и выдана зарегистрированной службой."},
      {v1::CONSTRAINT_TIMESTAMP_ORDER, "Порядок меток времени возможен."},
      {v1::CONSTRAINT_EVIDENCE_ACQUIRED,
       "Сведения об отзыве удалось получить."},
      {v1::CONSTRAINT_TIMESTAMP_IMPRINT,
       "Метка времени выдана для этих данных."},
      {v1::CONSTRAINT_CONTENT_TIMESTAMP_PROOF,
       "Ни одна метка времени на документе не свидетельствует против подписи."},
      {v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME,
       "Подпись создана до отзыва регистрационного свидетельства."},
      {v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME,
       "Подпись создана до отзыва регистрационного свидетельства "
       "удостоверяющего центра."},
      {v1::CONSTRAINT_RELIABLE_AT_BEST_TIME,
       "Алгоритмы были надёжны на момент создания подписи."},
      {v1::CONSTRAINT_VALID_AT_BEST_TIME,
       "Регистрационное свидетельство действовало на момент создания подписи."},
      {v1::CONSTRAINT_SIGNING_TIME_DELAY,
       "Метка времени получена достаточно скоро после подписания."},
      {v1::CONSTRAINT_STATUS_AT_BEST_TIME,
       "Статус регистрационного свидетельства на момент создания подписи "
       "известен."},
      {v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT,
       "Заверяющая подпись подтверждается."},
  };
  return kRows;
}

absl::Span<const TextRow> CheckOutcomeRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::CHECK_OUTCOME_PASSED, "выполнено"},
      {v1::CHECK_OUTCOME_FAILED, "не выполнено"},
      {v1::CHECK_OUTCOME_NOT_RUN,
       "не проверялось, так как не хватает необходимого для этого"},
      {v1::CHECK_OUTCOME_LIFTED,
       "не выполнено сейчас, но выполнялось на момент создания подписи"},
  };
  return kRows;
}

}  // namespace kepil
