#include "services/receipt/explanation_rows.h"

namespace kepil {

// Conditions, effects, grounds and acts, and what explanations are made of, in
// Russian.

absl::Span<const TextRow> ConditionRowsRu() {
  static constexpr TextRow kRows[] = {
      {1,
       "Подлинность электронной цифровой подписи удостоверена при помощи "
       "открытого ключа, имеющего регистрационное свидетельство."},
      {2,
       "Лицо, подписавшее документ, правомерно владеет закрытым ключом "
       "электронной цифровой подписи."},
      {3,
       "Электронная цифровая подпись используется в соответствии со "
       "сведениями, указанными в регистрационном свидетельстве."},
      {4,
       "Электронная цифровая подпись создана и регистрационное свидетельство "
       "выдано удостоверяющим центром, который называет акт."},
  };
  return kRows;
}

absl::Span<const TextRow> ConditionStateRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::CONDITION_STATE_MET, "выполнено"},
      {v1::CONDITION_STATE_PRESUMED,
       "предполагается: ничто не свидетельствует об обратном"},
      {v1::CONDITION_STATE_NOT_MET, "не выполнено"},
      {v1::CONDITION_STATE_UNDETERMINED, "не установлено"},
  };
  return kRows;
}

absl::Span<const TextRow> LegalEffectRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_EFFECT_UNDETERMINED,
       "Правовые последствия подписи не установлены."},
      {v1::LEGAL_EFFECT_NONE, "Подпись не влечёт правовых последствий."},
      {v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT,
       "Подпись подлинная, но не равнозначна собственноручной подписи."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN,
       "Электронная цифровая подпись равнозначна собственноручной подписи "
       "подписавшего лица."},
      {v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS,
       "Подпись цифрового объекта равнозначна электронной цифровой подписи его "
       "владельца."},
  };
  return kRows;
}

absl::Span<const TextRow> RecognitionGroundRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::RECOGNITION_GROUND_NONE,
       "Основание, по которому закон признаёт регистрационное свидетельство, "
       "не найдено."},
      {v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA,
       "Регистрационное свидетельство выдано удостоверяющим центром Республики "
       "Казахстан."},
      {v1::RECOGNITION_GROUND_TREATY,
       "Регистрационное свидетельство признаётся по международному договору, "
       "ратифицированному Республикой Казахстан."},
      {v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED,
       "Иностранный удостоверяющий центр зарегистрирован в доверенной третьей "
       "стороне Республики Казахстан."},
      {v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED,
       "Доверенная третья сторона иностранного государства зарегистрирована в "
       "доверенной третьей стороне Республики Казахстан."},
  };
  return kRows;
}

absl::Span<const TextRow> LegalRegimeRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::LEGAL_REGIME_NO_REGIME,
       "акт об электронной цифровой подписи не действовал"},
      {v1::LEGAL_REGIME_LAW370_PRE_TTP,
       "Закон от 7 января 2003 года № 370-II в редакции до 1 января 2016 года"},
      {v1::LEGAL_REGIME_LAW370,
       "Закон от 7 января 2003 года № 370-II «Об электронном документе и "
       "электронной цифровой подписи»"},
      {v1::LEGAL_REGIME_CODE, "Цифровой кодекс Республики Казахстан"},
  };
  return kRows;
}

absl::Span<const TextRow> LimitationRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::LIMITATION_NO_TRUSTED_TIME,
       "Время этой квитанции не подтверждено меткой времени."},
      {v1::LIMITATION_LEGAL_RULES_NOT_LOADED,
       "Правовые правила не загружены: о правовых последствиях квитанция не "
       "говорит."},
      {v1::LIMITATION_CONTENT_BY_DIGEST_ONLY,
       "Документ представлен только хеш-значением, и его содержание получить "
       "нельзя."},
      {v1::LIMITATION_CONTENT_NOT_KEPT,
       "Документ не хранится: для повторной проверки нужен сам файл."},
      {v1::LIMITATION_AGE_OF_SIGNER_NOT_CHECKED,
       "Возраст подписавшего не проверялся: за него отвечает издатель "
       "сертификата."},
      {v1::LIMITATION_TEST_KEY,
       "ТЕСТ: квитанция подписана ключом, не выданным аккредитованным "
       "удостоверяющим центром, и юридической силы не имеет."},
      {v1::LIMITATION_GOVERNING_LAW_NOT_EVALUATED,
       "Право, выбранное сторонами, указано, но не оценивалось."},
      {v1::LIMITATION_PEER_SILENT,
       "Доверенная третья сторона государства подписавшего была запрошена и не "
       "ответила."},
      {v1::LIMITATION_AS_OF_ASKED_TIME,
       "Квитанция говорит о запрошенном моменте в прошлом, по данным архива; о "
       "нынешнем состоянии она не говорит."},
  };
  return kRows;
}

absl::Span<const TextRow> SubjectKindRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::SUBJECT_KIND_INDIVIDUAL, "физическое лицо"},
      {v1::SUBJECT_KIND_LEGAL_ENTITY, "юридическое лицо"},
      {v1::SUBJECT_KIND_HEAD, "первый руководитель юридического лица"},
      {v1::SUBJECT_KIND_SIGNATORY,
       "лицо, наделённое правом подписи юридического лица"},
      {v1::SUBJECT_KIND_FINANCIAL_SIGNATORY,
       "лицо, наделённое правом подписи финансовых документов"},
      {v1::SUBJECT_KIND_PERSONNEL_OFFICER, "работник кадровой службы"},
      {v1::SUBJECT_KIND_EMPLOYEE, "работник юридического лица"},
      {v1::SUBJECT_KIND_DIGITAL_SYSTEM, "цифровая система"},
  };
  return kRows;
}

absl::Span<const TextRow> SigningAuthorityRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::SIGNING_AUTHORITY_NOT_NEEDED,
       "Подписавший подписывает от своего имени."},
      {v1::SIGNING_AUTHORITY_NOT_CHECKED,
       "Вправе ли подписавший подписывать за юридическое лицо, не "
       "запрашивалось."},
      {v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN,
       "Право подписи за иностранное юридическое лицо запросить нельзя."},
      {v1::SIGNING_AUTHORITY_CONFIRMED,
       "Подписавший вправе подписывать за юридическое лицо."},
      {v1::SIGNING_AUTHORITY_REFUTED,
       "Подписавший не вправе подписывать за юридическое лицо."},
  };
  return kRows;
}

absl::Span<const TextRow> CitationRowsRu() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Citation::kLawParagraph),
       "пункт {paragraph} статьи {article} Закона от 7 января 2003 года № "
       "370-II"},
      {static_cast<int>(Citation::kLawSubparagraph),
       "подпункт {subparagraph}) пункта {paragraph} статьи {article} Закона от "
       "7 января 2003 года № 370-II"},
      {static_cast<int>(Citation::kLawArticleSubparagraph),
       "подпункт {subparagraph}) статьи {article} Закона от 7 января 2003 года "
       "№ 370-II"},
      {static_cast<int>(Citation::kCodeParagraph),
       "пункт {paragraph} статьи {article} Цифрового кодекса"},
      {static_cast<int>(Citation::kCodeSubparagraph),
       "подпункт {subparagraph}) пункта {paragraph} статьи {article} Цифрового "
       "кодекса"},
  };
  return kRows;
}

absl::Span<const TextRow> FrameRowsRu() {
  static constexpr TextRow kRows[] = {
      {static_cast<int>(Frame::kAutomated),
       "Проверка выполнена автоматически, без участия человека. Квитанция "
       "{id}, выдана {time}."},
      {static_cast<int>(Frame::kSignature), "Подпись {number} из {count}"},
      {static_cast<int>(Frame::kResult), "Результат: {text}"},
      {static_cast<int>(Frame::kSubject),
       "Регистрационное свидетельство выдано на: {text}."},
      {static_cast<int>(Frame::kRegime), "Применён акт: {text}."},
      {static_cast<int>(Frame::kEffect), "Правовые последствия: {text}"},
      {static_cast<int>(Frame::kGround), "Основание признания: {text}"},
      {static_cast<int>(Frame::kCondition),
       "Условие {number}. {text} Состояние: {state}."},
      {static_cast<int>(Frame::kFinding), "Проверка: {text} Итог: {state}."},
      {static_cast<int>(Frame::kTimestampFinding),
       "Метка времени. Проверка: {text} Итог: {state}."},
      {static_cast<int>(Frame::kReason), "Причина: {text}"},
      {static_cast<int>(Frame::kNote), "Примечание: {text}"},
      {static_cast<int>(Frame::kBasis), "Основание: {text}."},
      {static_cast<int>(Frame::kRecord), "Использована запись: {id}."},
      {static_cast<int>(Frame::kTime), "Время: {time}."},
      {static_cast<int>(Frame::kEvidence), "Доказательство: SHA-256 {id}."},
      {static_cast<int>(Frame::kLimitation), "Ограничение: {text}"},
      {static_cast<int>(Frame::kOwner), "Система принадлежит: {id}."},
      {static_cast<int>(Frame::kModule),
       "Средство криптографической защиты: {id}."},
      {static_cast<int>(Frame::kConformity), "Сертификат соответствия: {id}."},
      {static_cast<int>(Frame::kConformityUntil),
       "Сертификат соответствия действует до {time}."},
      {static_cast<int>(Frame::kCertificateLaw),
       "Отношения владельца регистрационного свидетельства с его издателем "
       "регулируются правом государства: {id}."},
      {static_cast<int>(Frame::kExchangeLaw),
       "Обмен документами регулируется правом государства: {id}."},
      {static_cast<int>(Frame::kAgreement), "Соглашение сторон: {id}."},
      {static_cast<int>(Frame::kAuthority), "Право подписи: {text}"},
      {static_cast<int>(Frame::kAuthoritySource), "Источник сведений: {id}."},
      {static_cast<int>(Frame::kAuthorityTime), "По состоянию на {time}."},
      {static_cast<int>(Frame::kAuthorityNow),
       "По состоянию на время запроса, которое может не совпадать со временем "
       "подписания."},
      {static_cast<int>(Frame::kPeer),
       "Запрошена доверенная третья сторона государства подписавшего: {id}. Её "
       "ответ: {text}"},
      {static_cast<int>(Frame::kPeerTime), "Ответ дан {time}."},
      {static_cast<int>(Frame::kPeerReason), "Этот ответ не учтён: {text}"},
      {static_cast<int>(Frame::kAskedTime),
       "Запрошен момент в прошлом: {time}. Всё дальнейшее относится к нему."},
      {static_cast<int>(Frame::kUnknown), "Для номера {number} текста нет."},
  };
  return kRows;
}

}  // namespace kepil
